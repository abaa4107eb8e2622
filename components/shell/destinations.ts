import { ChartColumn, Gauge, KeyRound, Layers, Settings, type LucideIcon } from 'lucide-react';

export type Destination = { href: string; label: string; icon: LucideIcon; words: string };

/** The portal's places. `words` are what else people type to find one. */
export const destinations: readonly Destination[] = [
  { href: '/overview', label: 'Overview', icon: Gauge, words: 'home start dashboard' },
  { href: '/usage', label: 'Usage', icon: ChartColumn, words: 'calls meter history breakdown refused' },
  { href: '/plans', label: 'Plans', icon: Layers, words: 'upgrade price billing subscription' },
  { href: '/api-keys', label: 'API keys', icon: KeyRound, words: 'secret token rotate revoke create' },
  { href: '/settings', label: 'Settings', icon: Settings, words: 'profile name email theme' },
];

export const isAt = (pathname: string, href: string): boolean => pathname === href || pathname.startsWith(`${href}/`);
