import net from 'node:net';

/** Whether nobody listens on `port`, neither on this machine's own address nor on all of them. */
export const isPortFree = async (port: number): Promise<boolean> => (await canListen(port, '127.0.0.1')) && canListen(port);

const canListen = (port: number, host?: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });

/** A port that is free now: the preferred one if nobody took it. `taken` is for somebody who has not opened it yet. */
export const findPort = async (preferred?: number, taken?: number): Promise<number> => {
  if (preferred !== undefined && preferred !== taken && (await isPortFree(preferred))) return preferred;
  const port = await anyPort();
  return port === taken ? findPort(undefined, taken) : port;
};

const anyPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
