import { answerEdge } from '@/lib/web/metering/answer-edge';
import { allMethods } from '@/lib/web/route';

export const dynamic = 'force-dynamic';
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = allMethods({ POST: answerEdge });
