import type { Actor } from '@/lib/context';

/** The person, or the key, that read an alert. */
export const readerId = (actor: Actor): string | null => (actor.kind === 'member' ? actor.userId : actor.kind === 'apiKey' ? actor.keyId : null);
