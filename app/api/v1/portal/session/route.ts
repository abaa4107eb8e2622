import { createPortalSession, createPortalSessionInput } from '@/lib/services/portal/create-portal-session';
import { billing } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(billing, createPortalSessionInput, createPortalSession, { status: 201, answersSecret: true }) });
