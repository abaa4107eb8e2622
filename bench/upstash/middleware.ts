import { Ratelimit } from '@upstash/ratelimit';
import { Redis } from '@upstash/redis';
import { NextResponse, type NextRequest } from 'next/server';

export const config = { matcher: '/gateway/:path*' };

// Metering as it is done on the edge today: one command over HTTP to Redis for each call. What our middleware is measured against.
const redis = new Redis({ url: process.env.UPSTASH_REDIS_REST_URL ?? '', token: process.env.UPSTASH_REDIS_REST_TOKEN ?? '', enableTelemetry: false });
const ratelimit = new Ratelimit({ redis, limiter: Ratelimit.slidingWindow(1_000_000_000, '30 d'), ephemeralCache: false });

export async function middleware(request: NextRequest): Promise<Response> {
  const { success } = await ratelimit.limit(request.headers.get('authorization') ?? '');
  return success ? NextResponse.next() : new Response('refused', { status: 429 });
}
