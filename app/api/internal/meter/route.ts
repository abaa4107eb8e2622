import { answerEdge } from '@/lib/web/metering/answer-edge';

export const dynamic = 'force-dynamic';
export const POST = answerEdge;
