import { Bell, ChartColumn, Coins, CreditCard, Gauge, KeyRound, Layers, ReceiptText, Settings, ShieldCheck, type LucideIcon } from 'lucide-react';

/** What a place needs to be there: credit packs on sale, or a person who is staff. */
export type Offer = 'credits' | 'operator';

export type Destination = { href: string; label: string; icon: LucideIcon; words: string; isFrequent?: boolean; needs?: Offer; /** Reached by the palette and the account’s menu, to keep the navigation short. */ isAside?: boolean };

/** The portal's places. `words` are what else people type to find one; a phone's bar shows the frequent ones when not all fit. */
export const destinations: readonly Destination[] = [
  { href: '/overview', label: 'Overview', icon: Gauge, words: 'home start dashboard', isFrequent: true },
  { href: '/usage', label: 'Usage', icon: ChartColumn, words: 'calls meter history breakdown refused limits cap budget', isFrequent: true },
  { href: '/alerts', label: 'Alerts', icon: Bell, words: 'inbox threshold notification warning mail rules' },
  { href: '/plans', label: 'Plans', icon: Layers, words: 'upgrade price billing subscription', isFrequent: true },
  { href: '/credits', label: 'Credits', icon: Coins, words: 'pack buy balance top up units', needs: 'credits' },
  { href: '/payment-methods', label: 'Payment methods', icon: CreditCard, words: 'card default address tax id billing portal' },
  { href: '/invoices', label: 'Invoices', icon: ReceiptText, words: 'bill receipt pdf pay refund billing' },
  { href: '/api-keys', label: 'API keys', icon: KeyRound, words: 'secret token rotate revoke create', isFrequent: true },
  { href: '/settings', label: 'Settings', icon: Settings, words: 'profile name email theme' },
  { href: '/admin', label: 'Operator', icon: ShieldCheck, words: 'admin staff workspaces overrides webhooks events stripe', needs: 'operator', isAside: true },
];

export const isAt = (pathname: string, href: string): boolean => pathname === href || pathname.startsWith(`${href}/`);
