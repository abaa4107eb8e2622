import { createApiKey, createApiKeyInput } from '@/lib/services/api-keys/create-api-key';
import { listApiKeys, listApiKeysInput } from '@/lib/services/api-keys/list-api-keys';
import { admin, member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: call(member, listApiKeysInput, listApiKeys),
  POST: call(admin, createApiKeyInput, createApiKey, { status: 201, answersSecret: true }),
});
