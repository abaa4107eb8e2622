import { openApiDocument } from './openapi';
import { allMethods, guard } from './route';
import { services } from './services';

/** The OpenAPI document of `routes` as a route. Anybody may read it. */
export const openApiRoute = (routes: Record<string, Record<string, unknown>>) =>
  allMethods({ GET: (request) => guard(request, () => Promise.resolve(Response.json(openApiDocument(routes, services().origin)))) });
