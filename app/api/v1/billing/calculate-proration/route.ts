import { calculateProration, calculateProrationInput } from '@/lib/services/billing/calculate-proration';
import { anyone } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: call(anyone, calculateProrationInput, calculateProration) });
