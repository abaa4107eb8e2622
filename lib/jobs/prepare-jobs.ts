import { Logger, runMigrations } from 'graphile-worker';

const silent = new Logger(() => () => {});

/** Makes the tables of the job queue, or brings them up to date. Webhooks cannot be stored before. */
export const prepareJobs = (databaseUrl: string): Promise<void> => runMigrations({ connectionString: databaseUrl, logger: silent, maxPoolSize: 1 });
