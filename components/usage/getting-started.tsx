import { Circle, CircleCheck, Radio } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Card, CardHeader } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { curlWords, type CallExample } from './curl-words';

const Step = ({ isDone, title, children }: { isDone: boolean; title: string; children?: ReactNode }) => (
  <li className="flex gap-3">
    {isDone ? <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success" /> : <Circle aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />}
    <div className="grid min-w-0 grow gap-2">
      <p className="text-14 font-medium">{title}{isDone && <span className="sr-only"> (done)</span>}</p>
      {children}
    </div>
  </li>
);

/** From nothing to a first metered call. It goes by itself when the call arrives. */
export const GettingStarted = ({ example, hasKey }: { example: CallExample; hasKey: boolean }) => (
  <Card aria-labelledby="getting-started">
    <CardHeader id="getting-started" title="Make your first call" description="Three steps. This list goes away when the call arrives." />
    <ol className="grid gap-5 p-4 sm:p-5">
      <Step isDone={hasKey} title="Create an API key">
        {!hasKey && <div><Button asChild size="sm" variant="primary"><Link href="/api-keys?new=1">Create an API key</Link></Button></div>}
      </Step>
      <Step isDone={false} title="Send a call through the gateway">
        <CodeBlock code={curlWords(example)} label="example call" />
      </Step>
      <Step isDone={false} title="Watch it arrive">
        <p role="status" className="flex items-center gap-2 text-13 text-muted"><Radio aria-hidden className="animate-breathe size-4 text-accent" />Waiting for the first call</p>
      </Step>
    </ol>
  </Card>
);
