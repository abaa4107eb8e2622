import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { localize } from '@/lib/domain/locale';
import { nextPath } from '@/lib/domain/next-path';
import { visitor } from '@/lib/web/page';
import { SignUpForm } from './sign-up-form';

export const metadata: Metadata = { title: 'Sign up' };

const SignUpPage = async ({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) => {
  const [ctx, asked] = await Promise.all([visitor(), searchParams]);
  const next = nextPath(asked.next);
  if (ctx.signedIn) redirect(next);
  const plan = ctx.catalog.plans[ctx.catalog.defaultPlan];
  return <SignUpForm next={next} plan={plan ? localize(plan.name, ctx.locale) : ctx.catalog.defaultPlan} />;
};

export default SignUpPage;
