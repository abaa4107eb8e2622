import { seconds, under, type Part, type Row } from '@/bench/row';
import { residentMb } from '@/bench/world/processor';
import { runProduct } from '@/scripts/run-product';
import { serverPid } from '@/test/crash/processes';
import { loadGateway, openSide, type Side } from './products';

const memory = async (side: Side): Promise<Row> => {
  let calls = 0;
  while (calls < 100_000) calls += (await loadGateway(side, 32)).perSecond * seconds;
  const megabytes = residentMb(serverPid(side.product));
  return under('Memory of the app after 100,000 calls', megabytes, 400, `${megabytes.toFixed(0)} MB`, ' MB');
};

const warmStart = async (): Promise<Row> => {
  const began = Date.now();
  const product = await runProduct();
  const took = (Date.now() - began) / 1_000;
  await product.stop();
  return under('npm start on a warm clone, new data folder', took, 15, `${took.toFixed(1)} s`, ' s');
};

export const app: Part = {
  name: 'app', about: 'memory of the app, and a warm start',
  run: async () => {
    const side = await openSide();
    const rows: Row[] = [];
    try {
      rows.push(await memory(side));
    } finally {
      await side.product.stop();
    }
    return { rows: [...rows, await warmStart()] };
  },
};
