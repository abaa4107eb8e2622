'use client';

import { focusManager, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { ProblemError } from './api-client';
import { isHeld, isOnItsWay } from './page-workspace';

const leaveWhenSignedOut = (error: unknown) => {
  if (error instanceof ProblemError && error.status === 401 && !isHeld() && !isOnItsWay()) {
    const here = `${window.location.pathname}${window.location.search}`;
    window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
  }
};

const isWorthRetrying = (failures: number, error: unknown) => failures < 2 && !(error instanceof ProblemError && error.status >= 400 && error.status < 500);

const makeClient = () =>
  new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    // 'always': what cannot be sent fails at once and says so. Waiting for the network would keep it silent, and send it minutes later.
    defaultOptions: {
      queries: { networkMode: 'always', staleTime: 1_000, retry: isWorthRetrying, refetchOnWindowFocus: true, refetchOnReconnect: true },
      mutations: { networkMode: 'always', retry: false },
    },
  });

const longestRestMs = 5_000;

/** Asks for nothing while parts of the page still arrive: what the server made of them would not match a newer answer. */
const useRestUntilLoaded = (): void => {
  useEffect(() => {
    if (document.readyState === 'complete') return undefined;
    const begin = () => {
      clearTimeout(longest);
      focusManager.setFocused(undefined);
    };
    focusManager.setFocused(false);
    window.addEventListener('load', begin, { once: true });
    // Another site's script may hold the page up.
    const longest = setTimeout(begin, longestRestMs);
    return () => {
      window.removeEventListener('load', begin);
      begin();
    };
  }, []);
};

/** Keeps numbers fresh while the page is in sight. A session that ended leads to the sign-in page and back. */
export const LiveData = ({ children }: { children: ReactNode }) => {
  const [client] = useState(makeClient);
  useRestUntilLoaded();
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
};
