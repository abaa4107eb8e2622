import { NextResponse, type NextRequest } from 'next/server';
import { meterCall } from '@/lib/edge/meter-call';

export const config = { matcher: '/gateway/:path*' };

/** Meters every call to the gateway. Nothing else. A call without the ticket made here is refused by the gateway itself. */
export async function middleware(request: NextRequest): Promise<Response> {
  const metered = await meterCall(request);
  if (metered.kind === 'refused') return metered.response;
  const headers = new Headers(request.headers);
  headers.set('x-tollgate-ticket', metered.ticket);
  headers.set('x-request-id', metered.requestId);
  return NextResponse.next({ request: { headers } });
}
