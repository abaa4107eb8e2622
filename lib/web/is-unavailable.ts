/** What the operating system, `pg` and PostgreSQL (SQLSTATE classes 08, 28, 53, 57P0x, 57014, 40, and a server that only reads) and Prisma say when asking again can help. */
const codes = /^(ECONN(REFUSED|RESET|ABORTED)|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|08\w{3}|25006|28\w{3}|53\w{3}|57P0[0-5]|57014|40001|40P01|55P03|P1001|P1002|P1008|P1017|P2024|P2028|P2034|P2037)$/;
const kinds = /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections|TransactionWriteConflict)$/;
const stripeTypes = /^Stripe(Connection|API|RateLimit)Error$/;
const messages = /timeout exceeded when trying to connect|Connection terminated|Query read timeout|Cannot use a pool after calling end|Client has encountered a connection error/;

type Reason = { code?: unknown; originalCode?: unknown; kind?: unknown; type?: unknown; message?: unknown; cause?: unknown; meta?: { driverAdapterError?: unknown }; errors?: unknown };

/** Whether an error says that something we depend on is away for now, so that the answer is 503 and not 500. */
export const isUnavailable = (error: unknown, depth = 0): boolean => {
  if (typeof error !== 'object' || error === null || depth > 5) return false;
  const reason = error as Reason;
  const says = (value: unknown, pattern: RegExp) => typeof value === 'string' && pattern.test(value);
  return (
    says(reason.code, codes) || says(reason.originalCode, codes) || says(reason.kind, kinds) || says(reason.type, stripeTypes) || says(reason.message, messages) ||
    [reason.cause, reason.meta?.driverAdapterError, ...(Array.isArray(reason.errors) ? (reason.errors as unknown[]) : [])].some((inner) => isUnavailable(inner, depth + 1))
  );
};
