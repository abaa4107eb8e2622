/** What the gateway in Next calls an answer's content encoding: Next drops the real name. */
export const encodingHeader = 'x-tollgate-content-encoding';
