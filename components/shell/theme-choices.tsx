'use client';

import { Monitor, Moon, Sun } from 'lucide-react';

/** What can be chosen, wherever the theme is chosen. */
export const themeChoices = [
  { value: 'system', label: 'System', icon: <Monitor aria-hidden /> },
  { value: 'light', label: 'Light', icon: <Sun aria-hidden /> },
  { value: 'dark', label: 'Dark', icon: <Moon aria-hidden /> },
];
