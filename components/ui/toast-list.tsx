'use client';

import { useTheme } from 'next-themes';
import { useEffect, useRef } from 'react';
import { toast, Toaster } from 'sonner';
import type { Toast } from './toast';

const classNames = {
  toast: 'flex w-[356px] max-w-[calc(100vw-32px)] items-center gap-3 rounded-card border border-line bg-raised p-3 font-sans text-13 text-ink shadow-float',
  description: 'text-muted',
};

/** Shows each of `toasts` once, for a while. Read out politely. */
const ToastList = ({ toasts }: { toasts: Toast[] }) => {
  const { resolvedTheme } = useTheme();
  const shown = useRef(0);
  useEffect(() => {
    for (const { tone, text } of toasts.slice(shown.current)) toast[tone](text);
    shown.current = toasts.length;
  }, [toasts]);
  return <Toaster theme={resolvedTheme === 'dark' ? 'dark' : 'light'} position="bottom-right" duration={8_000} mobileOffset={{ bottom: 72 }} toastOptions={{ unstyled: true, classNames }} />;
};

export default ToastList;
