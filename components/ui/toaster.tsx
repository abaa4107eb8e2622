'use client';

import { useTheme } from 'next-themes';
import { Toaster as Sonner } from 'sonner';

const classNames = {
  toast: 'flex w-[356px] max-w-[calc(100vw-32px)] items-center gap-3 rounded-card border border-line bg-raised p-3 text-13 text-ink shadow-float',
  description: 'text-muted',
};

/** Where results of an action appear. Read out politely. */
export const Toaster = () => {
  const { resolvedTheme } = useTheme();
  return <Sonner theme={resolvedTheme === 'dark' ? 'dark' : 'light'} position="bottom-right" mobileOffset={{ bottom: 72 }} toastOptions={{ unstyled: true, classNames }} />;
};
