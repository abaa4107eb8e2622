/** The id in a field of Stripe's that holds an id, or the object when it was asked for. */
export const idOf = (one: string | { id: string } | null | undefined): string | null => (typeof one === 'string' ? one : (one?.id ?? null));
