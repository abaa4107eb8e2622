// `npm start` and `npm run dev`: plain Node, so that it runs before anything is installed.
import { install } from './install.mjs';

await install();
await import('tsx');
const { up } = await import('./up.ts');
await up(process.env, process.argv.slice(2));
