/** Next calls this once when a server starts. Jobs run here unless a worker of its own does them. */
export async function register(): Promise<void> {
  // In this form the Edge bundle, which also holds this file, leaves the import out.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { startInline } = await import('@/lib/jobs/start-inline');
    if (process.env.NEXT_PHASE !== 'phase-production-build') await startInline();
  }
}
