import type { RequestLog } from '@/sandbox/stripe/http/request-log';
import { json, type Answer } from '@/sandbox/stripe/http/respond';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { Dispatcher } from '@/sandbox/stripe/webhooks/dispatcher';

export class Pages {
  constructor(readonly sandbox: Sandbox, readonly dispatcher: Dispatcher, readonly log: RequestLog) {}
  handle(_method: string, url: URL, _body: string): Promise<Answer> {
    return Promise.resolve(json(404, { path: url.pathname }));
  }
}
