import { AppError } from '@/lib/domain/app-error';

/** Refuses what would charge something else than the caller was shown, and shows what holds now. Who was shown nothing is not refused. */
export const mustBeAsShown = (shownMinor: number | undefined, nowMinor: number, preview: object): void => {
  if (shownMinor !== undefined && shownMinor !== nowMinor) throw notAsShown('The amount changed since it was shown.', preview);
};

export const notAsShown = (what: string, preview: object): AppError =>
  new AppError('stale_preview', `${what} Nothing was charged; look at what holds now and confirm it again.`, { extra: { preview } });
