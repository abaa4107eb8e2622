import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { DecisionCard } from '@/components/usage/decision-card';
import { getCurrentUsage } from '@/lib/services/usage/get-current-usage';
import { getDecision } from '@/lib/services/usage/get-decision';
import { memberPage } from '@/lib/web/page';
import { orNotFound } from '@/app/(portal)/or-not-found';

export const metadata: Metadata = { title: 'Decision' };

const DecisionPage = async ({ params }: { params: Promise<{ id: string }> }) => {
  const ctx = await memberPage();
  const { id } = await params;
  const [decision, usage] = await Promise.all([orNotFound(getDecision(ctx, { id })), getCurrentUsage(ctx, {})]);
  return (
    <>
      <Link href="/usage" className="mb-4 inline-flex h-7 items-center gap-1.5 text-13 text-muted hover:text-ink"><ArrowLeft aria-hidden className="size-4" />Usage</Link>
      <DecisionCard initial={decision} meters={usage.meters} asOf={usage.asOf} />
    </>
  );
};

export default DecisionPage;
