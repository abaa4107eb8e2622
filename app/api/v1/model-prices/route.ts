import { listModelPrices, listModelPricesInput } from '@/lib/services/model-prices/list-model-prices';
import { member } from '@/lib/web/callers';
import { call, route } from '@/lib/web/route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ GET: call(member, listModelPricesInput, listModelPrices) });
