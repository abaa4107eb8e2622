import type { Catalog, Operation } from './catalog';

/** What the gateway knows of a call before it runs. `headers` holds lower-case `x-` headers only. */
export type CallShape = { method: string; path: string; headers: Readonly<Record<string, string>> };

/** A call resolved against the catalogue: its operation, the units it costs per meter, and the feature it needs. */
export type ResolvedCall = { operation: string; weights: Record<string, number>; feature: string | null };

type Route = { method: string; segments: string[]; rest: boolean; operation: string; spec: Operation };

/** Compiles a catalogue's operations once; the answer resolves calls and returns `null` for a call no operation matches. Case does not matter. */
export const operationResolver = (catalog: Catalog): ((call: CallShape) => ResolvedCall | null) => {
  const routes = Object.entries(catalog.operations).flatMap(([operation, spec]) =>
    [spec.match].flat().map((pattern) => parseRoute(pattern, operation, spec)),
  );
  routes.sort((a, b) => specificity(b) - specificity(a));
  return (call) => {
    const spellings = readingsOf(call.path);
    const route = routes.find((one) => spellings.some((segments) => matches(one, call.method, segments)));
    return route ? resolve(route, call.headers) : null;
  };
};

/** `METHOD /a/:b/*` -> its parts. A pattern that is not of this form throws; the start-up check names it. */
export const parseRoute = (pattern: string, operation: string, spec: Operation): Route => {
  const found = /^(ANY|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\/\S*)$/.exec(pattern);
  if (!found?.[1] || !found[2]) throw new Error(`"${pattern}" is not of the form "METHOD /path"`);
  const segments = splitPath(found[2]).map((segment) => (segment.startsWith(':') ? segment : unescaped(segment).toLowerCase()));
  const rest = segments.at(-1) === '*';
  return { method: found[1], segments: rest ? segments.slice(0, -1) : segments, rest, operation, spec };
};

const splitPath = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

/**
 * Every way in which a server may read a path, so that no spelling of an operation passes for another: with its escapes
 * undone in each segment or before it is split, without `;parameters`, in lower case.
 */
const readingsOf = (path: string): string[][] => {
  const plain = (segments: string[]) => segments.map((segment) => segment.replace(/;.*$/s, '').toLowerCase()).filter((segment) => segment !== '');
  return [plain(splitPath(path).map(unescaped)), plain(splitPath(unescaped(path)))];
};

const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const matches = (route: Route, method: string, segments: string[]): boolean => {
  // A HEAD runs what its GET runs (RFC 9110, 9.3.2).
  const answersHead = method === 'HEAD' && route.method === 'GET';
  if (route.method !== 'ANY' && route.method !== method && !answersHead) return false;
  if (route.rest ? segments.length < route.segments.length : segments.length !== route.segments.length) return false;
  return route.segments.every((segment, i) => segment.startsWith(':') || segment === segments[i]);
};

/** Literal segments beat parameters, longer beats shorter, a named method beats ANY, an exact path beats a rest. */
const specificity = (route: Route): number => {
  const literal = route.segments.filter((segment) => !segment.startsWith(':')).length;
  return literal * 1000 + route.segments.length * 10 + (route.rest ? 0 : 5) + (route.method === 'ANY' ? 0 : 1);
};

const resolve = (route: Route, headers: CallShape['headers']): ResolvedCall => {
  const inForce = (route.spec.multiply ?? []).filter((one) => headers[one.header]?.toLowerCase() === one.equals.toLowerCase());
  const factorOf = (meter: string): number => inForce.reduce((product, one) => product * (one.meters?.includes(meter) === false ? 1 : one.by), 1);
  const weights = Object.fromEntries(Object.entries(route.spec.weights).map(([meter, units]) => [meter, (units ?? 0) * factorOf(meter)]));
  return { operation: route.operation, weights, feature: route.spec.feature ?? null };
};
