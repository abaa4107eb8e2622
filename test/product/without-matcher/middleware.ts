import { NextResponse, type NextRequest } from 'next/server';
import { meterCall } from '@/lib/edge/meter-call';

// The product's middleware after somebody broke its matcher: no call to the gateway passes here.
export const config = { matcher: '/no-call-comes-by-here' };

export async function middleware(request: NextRequest): Promise<Response> {
  const metered = await meterCall(request);
  return metered.kind === 'refused' ? metered.response : NextResponse.next();
}
