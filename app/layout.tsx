import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { ThemeProvider } from '@/components/theme-provider';
import { Toaster } from '@/components/ui/toaster';
import './globals.css';

export const metadata: Metadata = { title: { default: 'Tollgate', template: '%s · Tollgate' }, description: 'Plans, usage and API keys in one place.' };

export const viewport: Viewport = {
  themeColor: [{ media: '(prefers-color-scheme: light)', color: '#f8fafa' }, { media: '(prefers-color-scheme: dark)', color: '#0b1112' }],
};

const readNonce = async (): Promise<string | undefined> => {
  const sent = await headers();
  return sent.get('x-nonce') ?? /'nonce-([^']+)'/.exec(sent.get('content-security-policy') ?? '')?.[1];
};

const RootLayout = async ({ children }: { children: ReactNode }) => (
  <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
    <body className="min-h-dvh bg-surface text-14 text-ink">
      <a href="#main" className="sr-only z-50 rounded-inner bg-accent px-4 py-2 text-14 font-medium text-accent-on focus:not-sr-only focus:fixed focus:left-4 focus:top-4 focus:px-4 focus:py-2">Skip to content</a>
      <ThemeProvider nonce={await readNonce()}>
        {children}
        <Toaster />
      </ThemeProvider>
    </body>
  </html>
);

export default RootLayout;
