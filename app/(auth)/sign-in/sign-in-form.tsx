'use client';

import Link from 'next/link';
import { useState, type FormEvent } from 'react';
import { enter } from '@/app/(auth)/enter';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { FormError } from '@/components/ui/form-error';

/** The way in. It says the same whether the address or the password is wrong. */
export const SignInForm = ({ next }: { next: string }) => {
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    setPending(true);
    setError(null);
    enter({ email: String(given.get('email')), password: String(given.get('password')) }, next).catch((cause: Error) => {
      setError(cause);
      setPending(false);
    });
  };
  return (
    <>
      <Card className="p-5 sm:p-6">
        <h1 className="text-20 font-semibold">Sign in</h1>
        <form method="post" onSubmit={submit} className="mt-5 grid gap-4">
          {error && <FormError error={error} />}
          <Field label="E-mail" name="email" type="email" autoComplete="username" required maxLength={254} autoFocus />
          <Field label="Password" name="password" type="password" autoComplete="current-password" required maxLength={200} />
          <Button type="submit" variant="primary" isPending={isPending} className="mt-1 h-10">Sign in</Button>
        </form>
      </Card>
      <p className="mt-4 text-center text-13 text-muted">New here? <Link href={`/sign-up?next=${encodeURIComponent(next)}`} className="font-medium text-accent underline underline-offset-4">Sign up</Link></p>
    </>
  );
};
