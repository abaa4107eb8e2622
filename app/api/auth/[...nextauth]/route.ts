import { authHandlers } from '@/lib/web/auth-route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = authHandlers;
