import { NextResponse } from 'next/server';

export const config = { matcher: '/gateway/:path*' };

// A middleware that does nothing: what metering is measured against.
export function middleware(): Response {
  return NextResponse.next();
}
