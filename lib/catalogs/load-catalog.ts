import type { Catalog } from '@/lib/domain/catalog';
import { checkCatalog } from '@/lib/domain/check-catalog';
import { alwrityCatalog } from './alwrity';
import { defaultCatalog } from './default';
import { forensicsCatalog } from './forensics';
import { kauriCatalog } from './kauri';
import { opsCenterCatalog } from './ops-center';
import { uxFlowCatalog } from './ux-flow';

const catalogs: readonly Catalog[] = [defaultCatalog, forensicsCatalog, opsCenterCatalog, uxFlowCatalog, kauriCatalog, alwrityCatalog];

export const catalogIds = catalogs.map((catalog) => catalog.id);

/** The catalogue with this id, checked. Throws one error that names every problem, so that a start refuses before it serves. */
export const loadCatalog = (id: string): Catalog => {
  const catalog = catalogs.find((one) => one.id === id);
  if (!catalog) throw new Error(`CATALOG: there is no catalogue "${id}". Known: ${catalogIds.join(', ')}.`);
  const problems = checkCatalog(catalog);
  if (problems.length > 0) throw new Error(`Catalogue "${id}" is wrong:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
  return catalog;
};
