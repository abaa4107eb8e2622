import { startGateway } from '@/gateway/start-gateway';
import { complain, reasonOf, say, StartError } from './report';
import { gatewaySettings } from './start/gateway-settings';

const exitMs = 9_500;

try {
  Object.assign(process.env, await gatewaySettings(process.env), { NODE_ENV: 'production' });
  const gateway = await startGateway();
  say(`The gateway is open at http://localhost:${gateway.port}/gateway`);
  const stop = (): void => {
    setTimeout(() => process.exit(1), exitMs).unref();
    void gateway.stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
} catch (error) {
  complain(`The gateway did not open: ${reasonOf(error)}`);
  if (error instanceof StartError && error.remedy) complain(error.remedy);
  process.exit(1);
}
