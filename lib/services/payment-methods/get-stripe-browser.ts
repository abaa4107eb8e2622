import { z } from 'zod';
import type { WorkspaceCtx } from '@/lib/context';
import type { StripeBrowserView } from '@/lib/domain/views/billing-view';

export const getStripeBrowserInput = z.strictObject({});

/** What a browser needs to show card fields and 3-D Secure. Public by its nature. */
export const getStripeBrowser = (ctx: WorkspaceCtx, _input: z.input<typeof getStripeBrowserInput> = {}): Promise<StripeBrowserView> => Promise.resolve(ctx.stripeBrowser);
