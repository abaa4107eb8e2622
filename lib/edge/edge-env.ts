/** What the edge needs of the environment; lib/adapters/env.ts has checked it before the server started. */
export const edgeEnv = () => ({
  internalSecret: process.env.INTERNAL_SECRET ?? '',
  meterUrl: `http://127.0.0.1:${process.env.PORT ?? '3000'}/api/internal/meter`,
  origin: new URL(process.env.NEXTAUTH_URL ?? 'http://localhost').origin,
});
