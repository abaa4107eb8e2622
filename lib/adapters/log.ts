import pino from 'pino';

/** JSON lines on standard output. Secrets never reach it: keys, cookies and authorisation are redacted by name. */
export const log = pino({
  level: 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: { paths: ['*.authorization', '*.cookie', '*.password', '*.key', '*.secret', 'authorization', 'cookie', 'password', 'key', 'secret'], censor: '[redacted]' },
});
