import { parseArgs } from 'node:util';
import { startStripeSandbox } from './start-stripe-sandbox';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '12111' }, data: { type: 'string' }, 'webhook-url': { type: 'string' }, 'webhook-secret': { type: 'string', default: 'whsec_sandbox' },
    name: { type: 'string', default: 'Sandbox' },
  },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write(`--port must be a number from 0 to 65535, not ${values.port}\n`);
  process.exit(1);
}
const url = values['webhook-url'];
const sandbox = await startStripeSandbox({
  port, dataFile: values.data, name: values.name, ...(url ? { webhook: { url, secret: values['webhook-secret'] } } : {}),
});
process.stdout.write(`Stripe sandbox at ${sandbox.url} (state: ${values.data ?? 'memory only'})\n`);
const stop = (): void => void sandbox.close().then(() => process.exit(0));
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
