/** What the edge needs of the environment; lib/adapters/env.ts has checked it before the server started, which told where its meter listens. */
export const edgeEnv = () => ({
  internalSecret: process.env.INTERNAL_SECRET ?? '',
  meterUrl: `http://127.0.0.1:${process.env.METER_PORT ?? ''}/api/internal/meter`,
  /** Which fields of a body each operation weighs, as JSON; absent when nobody says. */
  weighedBodies: process.env.METER_BODIES,
  origin: new URL(process.env.NEXTAUTH_URL ?? 'http://localhost').origin,
});
