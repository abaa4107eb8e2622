/** The call that the bare gateway is measured by: one unit of a meter with two windows, counted and in the ledger before the answer. */
export const consumeCall = { method: 'POST', path: '/api/v1/meter/consume', body: JSON.stringify({ operation: 'other' }), headers: { 'content-type': 'application/json' } };
/** The same through the gateway, forwarded to an API that answers at once, and settled. */
export const forwardedCall = { method: 'GET', path: '/gateway/v1/ping', headers: {} };
