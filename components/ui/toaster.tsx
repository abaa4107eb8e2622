'use client';

import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { onToast, type Toast } from './toast';

/** Fetched once the page is there, and mounted before anything is said, so that what comes is read out. */
const ToastList = dynamic(() => import('./toast-list'), { ssr: false });

/** Where results of an action appear. */
export const Toaster = () => {
  const [toasts, setToasts] = useState<Toast[]>([]);
  useEffect(() => onToast((one) => setToasts((all) => [...all, one])), []);
  return <ToastList toasts={toasts} />;
};
