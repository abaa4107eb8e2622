import { newId } from './ids';

const pattern = /^[A-Za-z0-9._:-]{1,200}$/;

/** Whether a client's `x-request-id` is one that we take over as ours. */
export const isRequestId = (text: string | null | undefined): text is string => typeof text === 'string' && pattern.test(text);

/** The client's request id when it is well formed, else a new one. */
export const requestIdFrom = (text: string | null | undefined, nowMs: number): string => (isRequestId(text) ? text : newId('req', nowMs));
