import type { Catalog, Multiplier, Operation } from './catalog';

/**
 * What the gateway knows of a call before it runs. `headers` holds lower-case `x-` headers only; `fields` what the catalogue
 * weighs of the JSON body, by dotted name, and is absent when nobody read the body.
 */
export type CallShape = { method: string; path: string; headers: Readonly<Record<string, string>>; fields?: Readonly<Record<string, string>> };

/**
 * A call resolved against the catalogue: its operation, the units it costs per meter, those to hold until the actual ones
 * are known, the meters whose units are known only afterwards (held or not), and the feature it needs.
 */
export type ResolvedCall = { operation: string; weights: Record<string, number>; hold: Record<string, number>; measured: string[]; feature: string | null };

type Route<Spec> = { method: string; segments: string[]; rest: boolean; operation: string; spec: Spec };

/** Compiles a catalogue's operations once; the answer resolves calls and returns `null` for a call no operation matches. Case does not matter. */
export const operationResolver = (catalog: Catalog): ((call: CallShape) => ResolvedCall | null) => {
  const find = routeFinder(catalog.operations);
  return (call) => {
    const route = find(call.method, call.path);
    return route ? resolve(route, call) : null;
  };
};

/** A call of an operation by its id; `null` for one that the catalogue does not have. */
export const operationNamed = (catalog: Catalog, operation: string, call: Pick<CallShape, 'headers' | 'fields'>): ResolvedCall | null => {
  const spec = Object.hasOwn(catalog.operations, operation) ? catalog.operations[operation] : undefined;
  return spec ? resolve({ operation, spec }, call) : null;
};

/** The most specific of the patterns that a call fits, whatever their order. */
const routeFinder = <Spec extends Pick<Operation, 'match'>>(specs: Readonly<Record<string, Spec>>): ((method: string, path: string) => Route<Spec> | undefined) => {
  const routes = Object.entries(specs).flatMap(([operation, spec]) => [spec.match].flat().map((pattern) => parseRoute(pattern, operation, spec)));
  routes.sort((a, b) => specificity(b) - specificity(a));
  return (method, path) => {
    const spellings = readingsOf(path);
    return routes.find((one) => spellings.some((segments) => matches(one, method, segments)));
  };
};

/** Which fields of the body each operation weighs, for who has to read them before a call is resolved. */
export type WeighedBodies = Readonly<Record<string, { match: Operation['match']; fields: readonly string[] }>>;

/** `null` when the catalogue weighs no body. */
export const weighedBodies = (catalog: Catalog): WeighedBodies | null => {
  const bodies = Object.entries(catalog.operations).map(([id, { match, multiply }]) => [id, { match, fields: [...new Set((multiply ?? []).flatMap(({ body }) => body ?? []))] }] as const);
  return bodies.some(([, { fields }]) => fields.length > 0) ? Object.fromEntries(bodies) : null;
};

/** The fields that have to be read of a call's body: none for most calls. */
export const bodyFieldsFinder = (bodies: WeighedBodies): ((method: string, path: string) => readonly string[]) => {
  const find = routeFinder(bodies);
  return (method, path) => find(method, path)?.spec.fields ?? [];
};

/** `METHOD /a/:b/*` -> its parts. A pattern that is not of this form throws; the start-up check names it. */
export const parseRoute = <Spec>(pattern: string, operation: string, spec: Spec): Route<Spec> => {
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

const matches = (route: Route<unknown>, method: string, segments: string[]): boolean => {
  // A HEAD runs what its GET runs (RFC 9110, 9.3.2).
  const answersHead = method === 'HEAD' && route.method === 'GET';
  if (route.method !== 'ANY' && route.method !== method && !answersHead) return false;
  if (route.rest ? segments.length < route.segments.length : segments.length !== route.segments.length) return false;
  return route.segments.every((segment, i) => segment.startsWith(':') || segment === segments[i]);
};

/** Literal segments beat parameters, longer beats shorter, a named method beats ANY, an exact path beats a rest. */
const specificity = (route: Route<unknown>): number => {
  const literal = route.segments.filter((segment) => !segment.startsWith(':')).length;
  return literal * 1000 + route.segments.length * 10 + (route.rest ? 0 : 5) + (route.method === 'ANY' ? 0 : 1);
};

const unmultiplied = new WeakMap<Operation, ResolvedCall>();

/** What nothing multiplies is the same for every call. */
const resolve = (route: Pick<Route<Operation>, 'operation' | 'spec'>, call: Pick<CallShape, 'headers' | 'fields'>): ResolvedCall => {
  const { spec } = route;
  if (spec.multiply !== undefined && spec.multiply.length > 0) return multiply(route, call);
  const resolved = unmultiplied.get(spec) ?? multiply(route, call);
  unmultiplied.set(spec, resolved);
  return resolved;
};

const multiply = ({ operation, spec }: Pick<Route<Operation>, 'operation' | 'spec'>, call: Pick<CallShape, 'headers' | 'fields'>): ResolvedCall => {
  const inForce = (spec.multiply ?? []).filter((one) => isInForce(one, call));
  const factorOf = (meter: string): number => inForce.reduce((product, one) => product * (one.meters?.includes(meter) === false ? 1 : one.by), 1);
  const multiplied = (units: Operation['weights']) => Object.fromEntries(Object.entries(units).map(([meter, count]) => [meter, (count ?? 0) * factorOf(meter)]));
  return { operation, weights: multiplied(spec.weights), hold: multiplied(spec.hold ?? {}), measured: measuredOf(spec), feature: spec.feature ?? null };
};

/** A body that nobody read may say anything: it is taken for the dearest. */
const isInForce = (one: Multiplier, { headers, fields }: Pick<CallShape, 'headers' | 'fields'>): boolean => {
  if (one.body !== undefined && fields === undefined) return true;
  const given = one.body === undefined ? headers[one.header] : fields?.[one.body];
  return given?.toLowerCase() === one.equals.toLowerCase();
};

const measuredOf = ({ model, hold }: Operation): string[] => [...new Set([...Object.keys(hold ?? {}), ...[model?.tokens, model?.cost].filter((meter) => meter !== undefined)])];
