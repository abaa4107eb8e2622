import { getStripeBrowser, getStripeBrowserInput } from '@/lib/services/payment-methods/get-stripe-browser';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(member, getStripeBrowserInput, getStripeBrowser) });
