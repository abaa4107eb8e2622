// A server whose starter was killed must not hold its port forever: it ends as it would on SIGTERM.
process.once('disconnect', () => {
  setTimeout(() => process.exit(1), 10_000).unref();
  process.kill(process.pid, 'SIGTERM');
});
