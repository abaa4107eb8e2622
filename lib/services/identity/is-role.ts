import { roles, type Role } from '@/lib/context';

export const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);
