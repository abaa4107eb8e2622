/** Whether a Node version satisfies a range as package.json's `engines` writes them. */
export function satisfies(version: string, range: string): boolean;
export function install(): Promise<void>;
