import { NextResponse, type NextRequest } from 'next/server';

export const config = { matcher: '/gateway/:path*' };

// The same rewrite of the request's headers as the product's middleware, and nothing else: what metering is measured against.
export function middleware(request: NextRequest): Response {
  const headers = new Headers(request.headers);
  headers.set('x-tollgate-ticket', 'none');
  headers.set('x-request-id', request.headers.get('x-request-id') ?? 'none');
  return NextResponse.next({ request: { headers } });
}
