import type { Part } from '@/bench/row';
import { app } from './app';
import { bare } from './bare';
import { curves } from './curves';
import { edge } from './edge';
import { fairness } from './fairness';
import { ledger } from './ledger';
import { soak } from './soak';

/** In the order in which they are run and told. */
export const parts: Part[] = [edge, bare, fairness, curves, ledger, soak, app];
