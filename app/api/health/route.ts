import { readiness } from '@/lib/web/health-routes';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = readiness;
