'use client';

import { ThemeProvider as Provider } from 'next-themes';
import type { ReactNode } from 'react';

/** System, light or dark, set on the document before the first paint. */
export const ThemeProvider = ({ nonce, children }: { nonce?: string; children: ReactNode }) => (
  <Provider attribute="data-theme" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>{children}</Provider>
);
