import { signUp, signUpInput } from '@/lib/services/identity/sign-up';
import { anyone } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(anyone, signUpInput, signUp, { status: 201 }) });
