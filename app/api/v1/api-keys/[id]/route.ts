import { revokeApiKey, revokeApiKeyInput } from '@/lib/services/api-keys/revoke-api-key';
import { admin } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ DELETE: call(admin, revokeApiKeyInput, revokeApiKey, { status: 204 }) });
