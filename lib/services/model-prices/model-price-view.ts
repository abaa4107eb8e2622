import type { Catalog } from '@/lib/domain/catalog';
import { localize, type Locale } from '@/lib/domain/locale';
import type { ModelPriceView } from '@/lib/domain/views/model-price-view';
import type { ModelPrice } from '@/lib/generated/prisma/client';
import { sinceEver } from './price-rows';

export const modelPriceView = (row: ModelPrice, catalog: Catalog, locale: Locale): ModelPriceView => ({
  provider: row.provider, providerName: localize(catalog.providers?.[row.provider]?.name ?? { en: row.provider }, locale), model: row.model,
  inputMicrosPerMillion: Number(row.inputMicros), outputMicrosPerMillion: Number(row.outputMicros),
  effectiveFrom: row.effectiveFrom.getTime() === sinceEver.getTime() ? null : row.effectiveFrom.toISOString(), source: row.source === 'operator' ? 'operator' : 'catalog',
});
