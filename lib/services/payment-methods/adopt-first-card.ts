import type { WorkspaceCtx } from '@/lib/context';
import { makeDefault } from './make-default';
import { defaultsOf } from './payment-method-views';
import { lockWallet } from './wallet';

/**
 * Pays with the newest card where nothing that is on file pays: somebody added a first card and went away before the portal heard
 * of it, and a trial would end without one. Answers whether it did. Call in a transaction that may ask Stripe.
 */
export const adoptFirstCard = async (tx: WorkspaceCtx): Promise<boolean> => {
  const wallet = await lockWallet(tx);
  const newest = wallet?.methods.toSorted((a, b) => b.created - a.created)[0];
  if (!wallet || !newest || defaultsOf(wallet).some((id) => wallet.methods.some((method) => method.id === id))) return false;
  await makeDefault(tx, wallet, newest.id);
  return true;
};
