// Named in NODE_OPTIONS by tests that need something loaded first in the product's own processes, and in no other that they start.
if (/scripts\/(serve|gateway|worker)\.ts$/.test(process.argv[1] ?? '') && process.env.TEST_PRELOAD) {
  await import('tsx');
  await import(process.env.TEST_PRELOAD);
}
