import { ChartColumn, Gauge, KeyRound, Layers, type LucideIcon } from 'lucide-react';
import Link from 'next/link';
import { ExchangeCard } from '@/components/marketing/exchange';
import { ExampleMeter } from '@/components/marketing/example-meter';
import { exampleUsage } from '@/components/marketing/example-usage';
import { exampleExchanges, startWords } from '@/components/marketing/example-exchanges';
import { PlanStrip } from '@/components/marketing/plan-strip';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { curlWords } from '@/components/usage/curl-words';
import type { Catalog } from '@/lib/domain/catalog';
import { operationResolver } from '@/lib/domain/operations';
import { listPlans } from '@/lib/services/plans/list-plans';
import { visitor } from '@/lib/web/page';

const points: { icon: LucideIcon; title: string; text: string }[] = [
  { icon: Gauge, title: 'Exact limits', text: 'A limit of 1,000 admits 1,000 calls and refuses the next one, however many arrive at once. A call that fails costs nothing.' },
  { icon: ChartColumn, title: 'Usage as it happens', text: 'What was used, by which key, what is left and when it resets. The numbers follow each call within seconds.' },
  { icon: KeyRound, title: 'Keys you control', text: 'Make a key in seconds, replace it without stopping anything, revoke it at once. Only a hash of it is kept.' },
  { icon: Layers, title: 'Plans without surprises', text: 'The button says what happens and what it costs. A bigger plan lets the very next call pass.' },
];

const LandingPage = async () => {
  const ctx = await visitor();
  const view = await listPlans(ctx, {});
  const start = view.plans.find((plan) => plan.isDefault) ?? view.plans[0];
  const exchanges = start ? exampleExchanges(ctx.catalog.example, start, ctx.catalog.mainMeter, unitsOf(ctx.catalog)) : null;
  const example = exampleUsage(view.plans, ctx.catalog.mainMeter, ctx.now);
  const curl = curlWords({ origin: ctx.origin, ...ctx.catalog.example });
  const startsWith = start ? startWords(start, ctx.catalog.mainMeter) : null;
  return (
    <div className="grid gap-12 sm:gap-16">
      <section className="grid items-center gap-8 lg:grid-cols-[5fr_6fr] lg:gap-12">
        <div className="grid gap-5">
          <h1 className="text-28 font-semibold tracking-tight">{view.product.name}</h1>
          <p className="max-w-[52ch] text-16 text-muted">{view.product.description}</p>
          <div className="flex flex-wrap gap-2">
            {ctx.signedIn
              ? <Button asChild variant="primary"><Link href="/overview">Open the portal</Link></Button>
              : <Button asChild variant="primary"><Link href="/sign-up">{start ? `Start on ${start.name}` : 'Sign up'}</Link></Button>}
            <Button asChild><Link href="/pricing">Compare plans</Link></Button>
          </div>
          {start && startsWith && <p className="text-13 text-muted">{start.name} holds {startsWith}. No card needed.</p>}
        </div>
        {example ? <ExampleMeter usage={example} /> : <CodeBlock code={curl} label="example call" />}
      </section>

      {exchanges && (
        <section aria-labelledby="answers" className="grid gap-5">
          <SectionHead id="answers" title="Every answer says where you stand" text="Each call carries what is left of the limit. A refusal says which limit, what was used and when it resets, with an id that opens the reason." />
          <CodeBlock code={curl} label="example call" />
          <div className="grid gap-4 md:grid-cols-2">{exchanges.map((exchange) => <ExchangeCard key={exchange.title} exchange={exchange} />)}</div>
        </section>
      )}

      <section aria-labelledby="portal" className="grid gap-5">
        <SectionHead id="portal" title="What you get with a key" text="A portal for the people who pay and the people who build." />
        <dl className="grid gap-x-8 gap-y-6 sm:grid-cols-2">
          {points.map(({ icon: Icon, title, text }) => (
            <div key={title} className="grid grid-cols-[auto_1fr] content-start gap-x-3">
              <Icon aria-hidden className="mt-0.5 size-4 text-accent" />
              <dt className="text-14 font-medium">{title}</dt>
              <dd className="col-start-2 mt-1 max-w-[56ch] text-14 text-muted">{text}</dd>
            </div>
          ))}
        </dl>
      </section>

      <section aria-labelledby="plans" className="grid gap-5">
        <SectionHead id="plans" title="Plans" text="All prices, limits and features are on the pricing page." />
        <PlanStrip plans={view.plans} />
      </section>

      <section aria-labelledby="tollgate" className="grid gap-3 border-t border-line pt-8">
        <SectionHead
          id="tollgate" title="Powered by Tollgate"
          text="Tollgate is a self-hosted subscription portal for companies that sell an API. It stands in front of the API, meters every call, shows customers what they used and sells them plans on Stripe. The product on this page is whatever the operator’s catalogue describes."
        />
      </section>
    </div>
  );
};

/** What the product's example call takes of the main meter. */
const unitsOf = (catalog: Catalog): number =>
  operationResolver(catalog)({ method: catalog.example.method, path: catalog.example.path, headers: {} })?.weights[catalog.mainMeter] ?? 1;

const SectionHead = ({ id, title, text }: { id: string; title: string; text: string }) => (
  <div>
    <h2 id={id} className="text-20 font-semibold">{title}</h2>
    <p className="mt-1 max-w-[68ch] text-14 text-muted">{text}</p>
  </div>
);

export default LandingPage;
