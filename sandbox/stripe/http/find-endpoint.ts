import type { Endpoint } from './endpoint';
import { StripeError } from './stripe-error';

export interface Match {
  endpoint: Endpoint;
  id: string;
  subId: string;
}

const compile = (path: string): RegExp => new RegExp(`^${path.replace(/\{\w+\}/g, '([^/]+)')}$`);

function decodeId(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? '');
  } catch {
    throw new StripeError(400, { type: 'invalid_request_error', message: `Malformed id in the URL: ${part ?? ''}` });
  }
}

/** Looks a request up in the coverage table. */
export class EndpointTable {
  private readonly rows: { endpoint: Endpoint; pattern: RegExp }[];

  constructor(endpoints: readonly Endpoint[]) {
    this.rows = endpoints.map((endpoint) => ({ endpoint, pattern: compile(endpoint.path) }));
  }

  find(method: string, path: string): Match {
    for (const { endpoint, pattern } of this.rows) {
      const match = endpoint.method === method ? pattern.exec(path) : null;
      if (match) return { endpoint, id: decodeId(match[1]), subId: decodeId(match[2]) };
    }
    throw new StripeError(404, {
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${method}: ${path}). The sandbox implements part of Stripe's API; this path is not in it, or not in Stripe's.`,
    });
  }
}
