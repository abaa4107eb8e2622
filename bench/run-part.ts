import { parts } from './parts/all';

// One part of the bench in a process of its own, so that none finds what another left behind.
const [name] = process.argv.slice(2);
const part = parts.find((one) => one.name === name);
if (!part) throw new Error(`there is no part ${name}`);
const found = await part.run({ say: (line) => void process.stdout.write(`${line}\n`) });
process.send?.(found, () => process.exit(0));
