import { listModelPrices, listModelPricesInput } from '@/lib/services/model-prices/list-model-prices';
import { setModelPrice, setModelPriceInput } from '@/lib/services/model-prices/set-model-price';
import { operator } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(operator, listModelPricesInput, listModelPrices), POST: call(operator, setModelPriceInput, setModelPrice, { status: 201 }) });
