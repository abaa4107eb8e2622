import { decodeForm } from '@/sandbox/stripe/http/form-decode';
import { EndpointTable } from '@/sandbox/stripe/http/find-endpoint';
import { allEndpoints } from '@/sandbox/stripe/resources/all-endpoints';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import { Clock } from '@/sandbox/stripe/store/clock';
import { Ids } from '@/sandbox/stripe/store/ids';
import { Store } from '@/sandbox/stripe/store/store';
import { Agenda } from './agenda';
import { runDue } from './run-due';
import { usualSettings } from './settings';

type Form = Record<string, string | number | boolean>;

/** The engine behind its endpoints, without HTTP and with a clock that only a test moves. */
export class Bench {
  readonly sandbox: Sandbox;
  private readonly table = new EndpointTable(allEndpoints);

  constructor(
    public now: number,
    seed = 1,
  ) {
    const clock = new Clock();
    const ids = new Ids(seed);
    const store = new Store(clock, ids);
    this.sandbox = { store, clock, ids, publicUrl: 'http://bench.test', name: 'Bench', billing: { ...usualSettings }, agenda: new Agenda() };
    store.onTouch = (kind, id) => this.sandbox.agenda.touch(kind, id);
  }

  /** One request: parameters as a form sends them, e.g. `'items[0][price]'`. */
  call<T extends object>(method: 'GET' | 'POST' | 'DELETE', path: string, form: Form = {}): T {
    const { endpoint, id, subId } = this.table.find(method, path);
    const body = new URLSearchParams(Object.entries(form).map(([key, value]) => [key, String(value)])).toString();
    const { run } = endpoint.prepare(decodeForm(body));
    let result: object = {};
    this.sandbox.clock.at(this.now, () => {
      result = this.sandbox.store.atomically(() => run(this.sandbox, id, subId));
    });
    return result as T;
  }

  post<T extends object>(path: string, form: Form = {}): T {
    return this.call('POST', path, form);
  }

  get<T extends object>(path: string): T {
    return this.call('GET', path);
  }

  /** Moves on, doing what falls due on the way. Returns the number of steps. */
  advanceTo(instant: number): number {
    this.now = instant;
    return runDue(this.sandbox, instant);
  }
}
