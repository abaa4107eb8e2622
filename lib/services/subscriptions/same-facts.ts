import { canonicalJson } from '@/lib/services/catalog/plan-fingerprint';
import type { SubscriptionFacts } from './project-subscription';

/** Whether two copies say the same, whatever order the database keeps JSON in. */
export const isSameFacts = (a: SubscriptionFacts, b: SubscriptionFacts): boolean => textOf(a) === textOf(b);

const textOf = (facts: SubscriptionFacts): string => canonicalJson(JSON.parse(JSON.stringify(facts)));
