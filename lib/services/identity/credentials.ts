import { z } from 'zod';

/** An e-mail address as it is stored and compared: trimmed, lower case. */
export const emailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email('must be an e-mail address'));

export const newPassword = z.string().min(10, 'must have at least 10 characters').max(200, 'must have at most 200 characters');
