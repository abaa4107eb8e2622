/** What a burst limit counts, each apart: calls whose operation is a message, and all other calls. */
export const burstKinds = ['requests', 'messages'] as const;
export type BurstKind = (typeof burstKinds)[number];

/** Most in any minute; absent = not limited. */
export type BurstLimits = Partial<Record<BurstKind, number>>;

/** The calls of one workspace in a batch, in order: what each counts as. */
export type BurstAsk = { workspaceId: string; limits: BurstLimits; calls: BurstKind[] };

/** How full a window is after a batch, and when its next place comes free. */
export type BurstState = { used: number; freesInMs: number };

/** Whether each call was refused; then it is not counted. */
export type BurstAnswer = { refused: boolean[]; states: Record<BurstKind, BurstState> };

/** A window is a minute. It is counted by the second: a place comes free at most `grainMs` late, never early. */
export const windowSeconds = 60;
export const grainMs = 1_000;
