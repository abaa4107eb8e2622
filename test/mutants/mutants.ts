import type { Mutant } from './mutant';
import { ofCode } from './of-code';
import { ofDeciding } from './of-deciding';
import { ofKeeping } from './of-keeping';

export const mutants: Mutant[] = [...ofCode, ...ofDeciding, ...ofKeeping];
