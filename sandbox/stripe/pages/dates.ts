const long = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** `15 November 2026`, in UTC as everything in an account. */
export const day = (seconds: number): string => long.format(new Date(seconds * 1000));
