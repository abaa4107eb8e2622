export type Role = 'owner' | 'admin' | 'billing' | 'member';

/** `GET /api/v1/me`. */
export type MeView = {
  user: { id: string; email: string; name: string; isOperator: boolean };
  workspace: { id: string; name: string };
  role: Role;
  workspaces: { id: string; name: string; role: Role }[];
};

export type ApiKeyView = {
  id: string;
  name: string;
  prefix: string;
  last4: string;
  scopes: ('gateway' | 'manage')[];
  createdAt: string;
  createdBy: string | null;
  lastUsedAt: string | null;
  /** Set on a rotated key during its grace period. */
  expiresAt: string | null;
  revokedAt: string | null;
  status: 'active' | 'expiring' | 'expired' | 'revoked';
};

/** `GET /api/v1/api-keys`. `limit` is how many live keys the plan allows; null = unlimited. */
export type ApiKeysView = { data: ApiKeyView[]; limit: number | null; live: number };

/** Answer to creation and rotation: the only time `key` is shown. */
export type NewApiKey = { id: string; name: string; prefix: string; last4: string; scopes: ('gateway' | 'manage')[]; key: string };
