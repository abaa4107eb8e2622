import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';

type Glue = {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
  SchemaEngine: { new: (options: unknown, log: (line: string) => void, adapter: unknown) => Promise<Engine> };
};

type Engine = {
  applyMigrations(input: unknown): Promise<{ appliedMigrationNames: string[] }>;
  free(): void;
};

const root = path.resolve(import.meta.dirname, '..');
const schema = { path: 'prisma/schema.prisma', content: readFileSync(path.join(root, 'prisma/schema.prisma'), 'utf8') };
const filters = { externalTables: [], externalEnums: [] };

/**
 * The adapter cuts a script at every semicolon, which breaks SQL functions. A migration goes to the server whole instead:
 * one simple query, one implicit transaction, so that it is applied completely or not at all.
 */
class WholeScripts extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const connection = await super.connect();
    connection.executeScript = async (script) => {
      await connection.underlyingDriver().query(script);
    };
    return connection;
  }
}

/**
 * Runs `act` on Prisma's own schema engine as WebAssembly: no download, and the same `_prisma_migrations` table as
 * `prisma migrate deploy`. Its connections are closed afterwards.
 */
export const withSchemaEngine = async <R>(databaseUrl: string, act: (engine: Engine) => Promise<R>): Promise<R> => {
  const dir = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const glue = (await import(pathToFileURL(path.join(dir, 'schema_engine_bg.js')).href)) as Glue;
  const { instance } = await WebAssembly.instantiate(readFileSync(path.join(dir, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': glue as unknown as WebAssembly.ModuleImports,
  });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, connectionTimeoutMillis: 10_000 });
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScripts(pool, { disposeExternalPool: false }));
    const engine = await glue.SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => {}, adapter);
    return await act(engine).finally(() => engine.free());
  } finally {
    await pool.end();
  }
};

/** Applies the migrations that the database lacks, in order. Answers their names. */
export const applyMigrations = async (engine: Engine): Promise<string[]> => {
  const baseDir = path.join(root, 'prisma/migrations');
  const migrationDirectories = readdirSync(baseDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({
      path: entry.name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: readFileSync(path.join(baseDir, entry.name, 'migration.sql'), 'utf8') } },
    }));
  const migrationsList = { baseDir, lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' }, shadowDbInitScript: '', migrationDirectories };
  const answer = await engine.applyMigrations({ migrationsList, filters });
  return answer.appliedMigrationNames;
};
