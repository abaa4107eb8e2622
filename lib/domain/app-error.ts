/** Every way a caller can be wrong, and the HTTP status each one answers with (design: statuses by cause). */
export const statusByCode = {
  bad_request: 400,
  malformed_json: 400,
  invalid_signature: 400,
  unauthenticated: 401,
  invalid_api_key: 401,
  invalid_credentials: 401,
  insufficient_credits: 402,
  payment_required: 402,
  forbidden: 403,
  feature_not_included: 403,
  insufficient_scope: 403,
  cross_site_request: 403,
  not_found: 404,
  unknown_operation: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  conflict: 409,
  already_subscribed: 409,
  stale_preview: 409,
  workspace_changed: 409,
  email_taken: 409,
  payload_too_large: 413,
  uri_too_long: 414,
  unsupported_media_type: 415,
  invalid_input: 422,
  request_id_reused: 422,
  idempotency_key_reused: 422,
  quota_exceeded: 429,
  own_limit_reached: 429,
  rate_limited: 429,
  too_many_attempts: 429,
  headers_too_large: 431,
  internal: 500,
  upstream_unreachable: 502,
  upstream_timeout: 504,
  unavailable: 503,
  overloaded: 503,
} as const;

export type ErrorCode = keyof typeof statusByCode;

/** One wrong field: `pointer` is a JSON Pointer (RFC 6901) into the body, or `?name` for a query parameter. */
export type FieldError = { pointer: string; message: string };

export type ErrorDetails = {
  errors?: FieldError[];
  /** Seconds after which trying again can help. */
  retryAfterSeconds?: number;
  /** Extra members of the problem document. Never secrets. */
  extra?: Record<string, unknown>;
};

/** What the caller did wrong. Its message is shown to the caller; anything else that is thrown is not. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return statusByCode[this.code];
  }
}
