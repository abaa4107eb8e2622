import { invalidRequest } from './stripe-error';

export type FormValue = string | FormObject;
export interface FormObject {
  [key: string]: FormValue;
}

const maxDepth = 8;
const maxPairs = 2000;

const segmentsOf = (name: string): string[] => {
  const open = name.indexOf('[');
  if (open < 0) return [name];
  const rest = name.slice(open);
  if (open === 0 || !/^(\[[^[\]]*\])+$/.test(rest)) throw invalidRequest(`Invalid parameter name: ${name}`, 'parameter_unknown', name);
  return [name.slice(0, open), ...rest.slice(1, -1).split('][')];
};

const emptyObject = (): FormObject => Object.create(null) as FormObject;

function place(root: FormObject, segments: string[], value: string): void {
  let target = root;
  segments.forEach((segment, depth) => {
    const key = segment === '' ? String(Object.keys(target).length) : segment;
    if (depth === segments.length - 1) {
      if (typeof target[key] === 'object') throw invalidRequest(`Invalid value for parameter: ${segments.join('.')}`, undefined, segments[0]);
      target[key] = value;
      return;
    }
    const next = target[key] ?? emptyObject();
    if (typeof next === 'string') throw invalidRequest(`Invalid value for parameter: ${segments.join('.')}`, undefined, segments[0]);
    target[key] = next;
    target = next;
  });
}

/** `items[0][price]=x&expand[]=y` as nested objects; lists are objects with number keys. */
export function decodeForm(text: string): FormObject {
  const root = emptyObject();
  let pairs = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    if (++pairs > maxPairs) throw invalidRequest('Too many parameters.');
    const segments = segmentsOf(name);
    if (segments.length > maxDepth) throw invalidRequest(`Parameter nested too deeply: ${name}`, 'parameter_unknown', name);
    place(root, segments, value);
  }
  return root;
}
