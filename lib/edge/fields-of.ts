import type { AppError } from '@/lib/domain/app-error';
import { bodyFields, maxWeighedBodyBytes, tooLarge } from '@/lib/domain/body-fields';
import { bodyFieldsFinder, type WeighedBodies } from '@/lib/domain/operations';
import { edgeEnv } from './edge-env';

let find: ReturnType<typeof bodyFieldsFinder> | null | undefined;

/** Null where the catalogue weighs no body at all. */
const finder = (text: string) => {
  const bodies = JSON.parse(text) as WeighedBodies | null;
  return bodies && bodyFieldsFinder(bodies);
};

/**
 * What the catalogue weighs of a request's body; undefined when it is not known what that is. A body is read only for the
 * operations that weigh some of it, and the upstream gets it from its begin all the same: the server keeps what is read here.
 */
export const fieldsOf = async (request: Request, path: string): Promise<Record<string, string> | undefined | AppError> => {
  const { weighedBodies } = edgeEnv();
  if (weighedBodies === undefined) return undefined;
  if (find === undefined) find = finder(weighedBodies);
  const names = find === null ? [] : find(request.method, path);
  if (names.length === 0) return {};
  if (Number(request.headers.get('content-length') ?? 0) > maxWeighedBodyBytes) return tooLarge();
  return bodyFields(new Uint8Array(await request.arrayBuffer()), names, request.headers.get('content-encoding'));
};
