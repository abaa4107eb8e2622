import type { Sandbox } from '@/sandbox/stripe/sandbox';
import type { ApiRecords } from '@/sandbox/stripe/store/collections';

type NextAction = NonNullable<ApiRecords['setup_intent']['next_action']>;

interface Asked {
  id: string;
  client_secret: string | null;
}

/** Where the customer passes the 3-D Secure challenge of this intent. */
const challengeUrl = ({ publicUrl }: Sandbox, { id, client_secret: secret }: Asked): string => `${publicUrl}/challenge/${id}?client_secret=${encodeURIComponent(secret ?? '')}`;

/** With a return address the whole page goes to the challenge and comes back; without one Stripe.js shows it in a frame. */
export function nextAction(sandbox: Sandbox, intent: Asked, returnUrl: string | null): NextAction {
  const url = challengeUrl(sandbox, intent);
  return returnUrl === null
    ? { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url } }
    : { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } };
}
