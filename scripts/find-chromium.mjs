import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];

const isExecutable = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** A browser that is there but cannot start (a stub, missing libraries) is no browser. */
const works = (file) => isExecutable(file) && spawnSync(file, ['--version', '--no-sandbox'], { stdio: 'ignore', timeout: 30_000 }).status === 0;

const onPath = () =>
  ['/usr/bin/chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium']
    .concat((process.env.PATH ?? '').split(path.delimiter).flatMap((folder) => names.map((name) => path.join(folder, name))));

const playwrights = async () => {
  const { chromium } = await import('@playwright/test');
  return chromium.executablePath();
};

const run = (command, args, minutes) => spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: minutes * 60_000 }).status === 0;

/**
 * A Chromium that starts: the one that CHROMIUM_PATH names, one that is installed, Playwright's download, or Debian's
 * package. `null` when none of them can be had.
 */
export const findChromium = async () => {
  const given = process.env.CHROMIUM_PATH;
  if (given) return works(given) ? given : null;
  const installed = onPath().find(works);
  if (installed) return installed;
  const downloaded = await playwrights();
  if (works(downloaded)) return downloaded;
  if (run('npx', ['--no', 'playwright', 'install', 'chromium'], 4) && works(downloaded)) return downloaded;
  if (process.getuid?.() === 0 && isExecutable('/usr/bin/apt-get')) {
    run('apt-get', ['update', '-qq'], 3);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], 6);
    if (works('/usr/bin/chromium')) return '/usr/bin/chromium';
  }
  return null;
};
