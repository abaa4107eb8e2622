import { allEndpoints } from '@/sandbox/stripe/resources/all-endpoints';
import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { Method } from './endpoint';
import { EndpointTable } from './find-endpoint';
import type { FormObject, FormValue } from './form-decode';
import { idsIn, onClockOf } from './request-clock';

export type Params = { [key: string]: string | number | boolean | undefined | Params | Params[] | string[] };

const valueOf = (value: Exclude<Params[string], undefined>): FormValue => {
  if (Array.isArray(value)) return Object.fromEntries(value.map((item, index) => [String(index), typeof item === 'string' ? item : formOf(item)]));
  return typeof value === 'object' ? formOf(value) : String(value);
};

const formOf = (params: Params): FormObject =>
  Object.fromEntries(Object.entries(params).flatMap(([key, value]) => (value === undefined ? [] : [[key, valueOf(value)]])));

/** The sandbox's own pages do what they do through the API's endpoints, with the same checks and the same events. All or nothing, as a request. */
export function callOwnApi(sandbox: Sandbox, method: Method, path: string, params: Params = {}): object {
  const { endpoint, id, subId } = new EndpointTable(allEndpoints).find(method, path);
  const sent = formOf(params);
  const { run } = endpoint.prepare(sent);
  return onClockOf(sandbox, [id, subId, ...idsIn(sent)], { isWrite: method !== 'GET' }, () => sandbox.store.atomically(() => run(sandbox, id, subId)));
}
