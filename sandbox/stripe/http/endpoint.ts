import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { FormObject } from './form-decode';
import { array, decodeShape, text, type Decoded, type Shape } from './param-spec';

export type Method = 'GET' | 'POST' | 'DELETE';

export interface Call<P> {
  sandbox: Sandbox;
  params: P;
  /** The first id in the path. */
  id: string;
  subId: string;
}

/** What a publishable key may do: `open` for anyone, otherwise only with the `client_secret` of this object. */
export type BrowserUse = 'open' | 'setup_intent' | 'payment_intent';

/** One line of the coverage table. */
export interface Endpoint {
  method: Method;
  path: string;
  shape: Shape;
  /** Parameters Stripe takes here and the sandbox refuses. */
  known: readonly string[];
  browser?: BrowserUse;
  decode(raw: FormObject): unknown;
  prepare(raw: FormObject): { expand: string[]; run: (sandbox: Sandbox, id: string, subId: string) => object };
}

export function endpoint<S extends Shape>(method: Method, path: string, shape: S, handle: (call: Call<Decoded<S>>) => object, known: readonly string[] = []): Endpoint {
  const expandField = array(text(), 20);
  const decode = (raw: FormObject): Decoded<S> => {
    const own = Object.fromEntries(Object.entries(raw).filter(([key]) => key !== 'expand'));
    return decodeShape(shape, own, '', known);
  };
  return {
    method, path, shape, known, decode,
    prepare(raw) {
      const expand = (expandField.decode(raw.expand, 'expand') ?? []).filter((item) => item !== undefined);
      const params = decode(raw);
      return { expand, run: (sandbox, id, subId) => handle({ sandbox, params, id, subId }) };
    },
  };
}

/** The same endpoint, also for browsers. */
export const forBrowsers = (browser: BrowserUse, one: Endpoint): Endpoint => ({ ...one, browser });
