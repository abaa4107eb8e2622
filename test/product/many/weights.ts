import { loadCatalog } from '@/lib/catalogs/load-catalog';
import type { Operation } from '@/lib/domain/catalog';

/** Loaded first by each process under test: calls of 1 to 50 units, against a limit, against grants, and against both. */
const operations = loadCatalog('default').operations as Record<string, Operation>;
for (let units = 1; units <= 50; units += 1) {
  for (const [kind, weights] of Object.entries({ limit: { calls: units }, grant: { credits: units }, both: { calls: units, credits: units } })) {
    operations[`${kind}_${units}`] = { name: { en: `${kind} ${units}` }, match: `POST /${kind}/${units}`, weights };
  }
}
