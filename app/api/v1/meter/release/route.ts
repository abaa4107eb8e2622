import { useRoute } from '@/lib/web/metering/use-route';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = useRoute('release');
