import { NextResponse, type NextRequest } from 'next/server';
import { meterCall } from '@/lib/edge/meter-call';

export const config = { matcher: '/gateway/:path*' };

/**
 * Meters every call to the gateway. Nothing else. A call without the ticket made here is refused by the gateway itself. Next shows a
 * header of this answer to the route too, for less than rewriting the request's takes; the front door keeps it from the client.
 */
export async function middleware(request: NextRequest): Promise<Response> {
  const metered = await meterCall(request);
  return metered.kind === 'refused' ? metered.response : NextResponse.next({ headers: { 'x-tollgate-ticket': metered.ticket } });
}
