/** A Chromium that starts, or `null`: see find-chromium.mjs. */
export function findChromium(): Promise<string | null>;
