import pg from 'pg';

const pools = new Map<string, pg.Pool>();
const ignore = (): void => {};

/** The worker's connections to a test's database, kept from one run of it to the next. */
export const workerPool = (url: string): pg.Pool => {
  const known = pools.get(url);
  if (known) return known;
  const pool = new pg.Pool({ connectionString: url, max: 8 });
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  pools.set(url, pool);
  return pool;
};

export const endWorkerPool = async (url: string): Promise<void> => {
  await pools.get(url)?.end();
  pools.delete(url);
};
