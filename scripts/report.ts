/** What the scripts say, one line per step, on standard output; failures on standard error. */
export const say = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

export const complain = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** A failure that the reader can act on: what went wrong, then what to do. */
export class StartError extends Error {
  constructor(message: string, readonly remedy?: string) {
    super(message);
    this.name = 'StartError';
  }
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const remedyFor = (error: unknown): string | undefined => {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return 'The disk is full: free some space and start again.';
  if (code === 'EACCES' || code === 'EROFS') return 'Let this user write there, or set DATA_DIR to a folder that it may write to.';
  return undefined;
};

/** Runs one step and prints its name, its time and, if `work` answers a text, that text as detail. */
export const step = async <T>(name: string, work: () => T | Promise<T>, detail?: (result: Awaited<T>) => string): Promise<Awaited<T>> => {
  const startedAt = Date.now();
  try {
    const result = await work();
    const more = detail?.(result);
    say(`  ${name.padEnd(22)} ${seconds(Date.now() - startedAt).padStart(7)}${more ? `  ${more}` : ''}`);
    return result;
  } catch (error) {
    say(`  ${name.padEnd(22)} ${seconds(Date.now() - startedAt).padStart(7)}  failed`);
    throw error instanceof StartError ? error : new StartError(`${name} failed: ${reasonOf(error)}`, remedyFor(error));
  }
};
