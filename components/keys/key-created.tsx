'use client';

import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { curlWords, type CallExample } from '@/components/usage/curl-words';
import type { NewApiKey } from '@/lib/domain/views/workspace-view';

/** The only sight of a secret: to copy, to try, to put into a file. */
export const KeyCreated = ({ made, example, onDone }: { made: NewApiKey; example: CallExample; onDone: () => void }) => (
  <div data-held className="grid gap-4">
    <p className="flex items-start gap-2 rounded-inner bg-warning-soft p-3 text-13 text-warning">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      Copy this key now. We keep only a hash of it and cannot show it again.
    </p>
    <Piece title="Key"><CodeBlock code={made.key} label="API key" /></Piece>
    {made.scopes.includes('gateway') && <Piece title="Try it"><CodeBlock code={curlWords(example, made.key)} label="example call" /></Piece>}
    <Piece title="In a .env file"><CodeBlock code={`API_BASE_URL=${example.origin}/gateway\nAPI_KEY=${made.key}`} label=".env lines" /></Piece>
    <div className="flex justify-end"><Button variant="primary" onClick={onDone}>I have copied it</Button></div>
  </div>
);

const Piece = ({ title, children }: { title: string; children: ReactNode }) => (
  <div className="grid min-w-0 gap-1.5">
    <h3 className="text-13 font-medium">{title}</h3>
    {children}
  </div>
);
