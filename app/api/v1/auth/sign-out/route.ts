import { signOut, signOutInput } from '@/lib/services/identity/sign-out';
import { anyone } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(anyone, signOutInput, signOut, { status: 204, clearsSession: true }) });
