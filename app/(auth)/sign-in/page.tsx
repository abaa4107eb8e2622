import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { nextPath } from '@/lib/domain/next-path';
import { visitor } from '@/lib/web/page';
import { SignInForm } from './sign-in-form';

export const metadata: Metadata = { title: 'Sign in' };

const SignInPage = async ({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) => {
  const [ctx, asked] = await Promise.all([visitor(), searchParams]);
  const next = nextPath(asked.next);
  if (ctx.signedIn) redirect(next);
  return <SignInForm next={next} />;
};

export default SignInPage;
