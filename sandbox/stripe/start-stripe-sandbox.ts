import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Agenda } from '@/sandbox/stripe/billing/agenda';
import { usualSettings } from '@/sandbox/stripe/billing/settings';
import { runDue } from '@/sandbox/stripe/billing/run-due';
import { settleClocks } from '@/sandbox/stripe/billing/test-clocks';
import { ControlApi } from '@/sandbox/stripe/control/control-api';
import { isLiveKey } from '@/sandbox/stripe/http/authenticate';
import { readBody } from '@/sandbox/stripe/http/read-body';
import { RequestLog } from '@/sandbox/stripe/http/request-log';
import { json, send, type Answer } from '@/sandbox/stripe/http/respond';
import { defaultSettings, StripeApi, type ApiSettings, type Shapes } from '@/sandbox/stripe/http/stripe-api';
import { StripeError } from '@/sandbox/stripe/http/stripe-error';
import { stripeJsPath } from '@/sandbox/stripe/pages/card-frame';
import { Pages } from '@/sandbox/stripe/pages/pages';
import { saveWebhookEndpoint } from '@/sandbox/stripe/resources/webhook-endpoints';
import { Clock } from '@/sandbox/stripe/store/clock';
import { Ids } from '@/sandbox/stripe/store/ids';
import { SnapshotFile } from '@/sandbox/stripe/store/snapshot';
import { Store } from '@/sandbox/stripe/store/store';
import type { RetryPolicy } from '@/sandbox/stripe/webhooks/delivery-modes';
import { Dispatcher } from '@/sandbox/stripe/webhooks/dispatcher';
import type { Sandbox } from './sandbox';

export interface SandboxOptions {
  /** 0: any free port. */
  port?: number;
  host?: string;
  /** JSON file that keeps the state between runs. */
  dataFile?: string;
  webhook?: { url: string; secret: string; enabledEvents?: string[] };
  /** Where browsers reach the pages, when that is not the listening address. */
  publicUrl?: string;
  /** How far the host's own clock is ahead at the start. The later of the two clocks wins. */
  hostOffsetMs?: number;
  /** The host's own clock moves with Stripe's: called at the start, and before `/_sandbox/time/advance` answers. */
  onTimeAdvance?: (offsetMs: number) => Promise<void>;
  /** Awaited by `/_sandbox/flush` after every delivery. */
  onFlush?: () => Promise<void>;
  seed?: number;
  retry?: RetryPolicy;
  /** Shown as the seller on pages and invoices. */
  name?: string;
  /** Holds every answer and event to Stripe's types. Also on when STRIPE_SANDBOX_VALIDATE names a folder for the counts. */
  shapes?: Shapes;
  /** The key the host is going to use: a live one is refused at start. */
  apiKey?: string;
}

export interface RunningSandbox {
  url: string;
  port: number;
  close(): Promise<void>;
}

const hostEndpoint = 'we_sandboxhost0000000000000';
const tickMs = 1000;

/** Starts the stand-in for Stripe. State is in memory, and in `dataFile` when given. */
export async function startStripeSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const keys = [options.apiKey ?? '', process.env.STRIPE_SECRET_KEY ?? ''];
  if (keys.some(isLiveKey)) throw new Error('The Stripe sandbox refuses to start beside a live key. Use a test key (sk_test_…) or none.');
  const host = options.host ?? '127.0.0.1';
  const clock = new Clock();
  const ids = new Ids(options.seed);
  const store = new Store(clock, ids);
  const sandbox: Sandbox = { store, clock, ids, publicUrl: '', name: options.name ?? 'Sandbox', billing: { ...usualSettings }, agenda: new Agenda() };
  store.onTouch = (kind, id) => sandbox.agenda.touch(kind, id);
  const log = new RequestLog();
  const file = options.dataFile ? new SnapshotFile(options.dataFile, store, clock, ids, (error) => log.crashed(error)) : null;
  await file?.load();
  clock.offsetSeconds = Math.max(clock.offsetSeconds, Math.ceil((options.hostOffsetMs ?? 0) / 1000));
  if (clock.offsetSeconds > 0) await options.onTimeAdvance?.(clock.offsetSeconds * 1000);
  store.onWrite = () => file?.schedule();
  const dispatcher = new Dispatcher(sandbox, options.retry ?? 'fast');
  const shapes = options.shapes ?? (await shapesOfEnvironment());
  store.onEvents = (events) => {
    for (const event of events) shapes?.event(event);
    dispatcher.enqueue(events);
  };

  const registerHost = (): void => {
    if (!options.webhook) return;
    const { url, secret, enabledEvents } = options.webhook;
    saveWebhookEndpoint(sandbox, { id: hostEndpoint, url, secret, enabledEvents: enabledEvents ?? ['*'], description: 'Registered at start' });
  };
  registerHost();

  const settings = defaultSettings(shapes);
  const handle = router(sandbox, dispatcher, log, settings, {
    onTimeAdvance: options.onTimeAdvance, onFlush: options.onFlush, onReset: registerHost,
  });
  const server = createServer((request, response) => {
    handle(request).then((answer) => send(response, answer)).catch((error: unknown) => {
      log.crashed(error);
      send(response, json(500, { error: { type: 'api_error', message: 'The sandbox failed. See /_sandbox/log.' } }));
    });
  });
  server.keepAliveTimeout = 5000;
  const port = await listen(server, options.port ?? 0, host);
  const url = `http://${host}:${port}`;
  sandbox.publicUrl = (options.publicUrl ?? url).replace(/\/+$/, '');
  dispatcher.start();
  const ticking = setInterval(() => tick(sandbox, log), tickMs);
  ticking.unref();
  return {
    url, port,
    async close() {
      clearInterval(ticking);
      await dispatcher.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await file?.close();
      shapes?.close();
    },
  };
}

/** Imported only when asked for: it needs what only tests have. */
async function shapesOfEnvironment(): Promise<Shapes | null> {
  const folder = process.env.STRIPE_SANDBOX_VALIDATE;
  if (!folder) return null;
  const { ShapeChecks } = await import('@/sandbox/stripe/contract/shape-checks');
  return ShapeChecks.open(folder);
}

/** What falls due while nobody asks: expiries, trial ends, renewals. */
function tick(sandbox: Sandbox, log: RequestLog): void {
  try {
    runDue(sandbox);
    settleClocks(sandbox);
  } catch (error) {
    log.crashed(error);
  }
}

type Hooks = ConstructorParameters<typeof ControlApi>[4];

function router(sandbox: Sandbox, dispatcher: Dispatcher, log: RequestLog, settings: ApiSettings, hooks: Hooks): (request: IncomingMessage) => Promise<Answer> {
  const api = new StripeApi(sandbox, settings, log);
  const control = new ControlApi(sandbox, dispatcher, settings, log, hooks);
  const pages = new Pages(sandbox, dispatcher, log);
  return async (request) => {
    const target = request.url ?? '/';
    const base = 'http://sandbox.invalid';
    if (!target.startsWith('/') || !URL.canParse(target, base)) return json(400, { error: { type: 'invalid_request_error', message: 'Malformed request URL.' } });
    const url = new URL(target, base);
    if (url.pathname.startsWith('/v1/') || url.pathname.startsWith('/v2/')) return api.handle(request, url);
    try {
      const body = await readBody(request);
      if (url.pathname.startsWith('/_sandbox/') && url.pathname !== stripeJsPath) return await control.handle(request.method ?? 'GET', url.pathname, body);
      return await pages.handle(request.method ?? 'GET', url, body);
    } catch (error) {
      if (error instanceof StripeError) return json(error.status, { error: error.body });
      throw error;
    }
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
