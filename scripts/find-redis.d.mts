export function installedRedis(): string | null;
export function findRedis(): string | null;
