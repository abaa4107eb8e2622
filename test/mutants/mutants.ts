import type { Mutant } from './mutant';
import { ofCode } from './of-code';
import { ofDeciding } from './of-deciding';
import { ofKeeping } from './of-keeping';
import { ofMoney } from './of-money';

export const mutants: Mutant[] = [...ofCode, ...ofDeciding, ...ofKeeping, ...ofMoney];
