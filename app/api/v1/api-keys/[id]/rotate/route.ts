import { rotateApiKey, rotateApiKeyInput } from '@/lib/services/api-keys/rotate-api-key';
import { admin } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(admin, rotateApiKeyInput, rotateApiKey, { status: 201, answersSecret: true }) });
