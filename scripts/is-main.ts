import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Whether the module with this `import.meta.url` is the one that Node was asked to run. */
export const isMain = (moduleUrl: string): boolean => {
  const asked = process.argv[1];
  return asked !== undefined && realpathSync(asked) === realpathSync(fileURLToPath(moduleUrl));
};
