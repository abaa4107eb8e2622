'use client';

import Link from 'next/link';
import { useRef, useState, type FormEvent } from 'react';
import { enter } from '@/app/(auth)/enter';
import { api, ProblemError } from '@/components/api-client';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { FormError } from '@/components/ui/form-error';

type SignUpFormProps = { next: string; plan: string };

const read = (form: HTMLFormElement) => {
  const given = new FormData(form);
  const name = String(given.get('name')).trim();
  return { email: String(given.get('email')), password: String(given.get('password')), ...(name !== '' && { name }) };
};

const fieldError = (error: Error | null, field: string, label: string): string | null => {
  const message = error instanceof ProblemError ? error.fieldError(field) : null;
  return message && `${label} ${message}.`;
};

/** Makes an account and a workspace on the default plan, and goes in. */
export const SignUpForm = ({ next, plan }: SignUpFormProps) => {
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const made = useRef<string | null>(null);
  /** Once for an address: who could not go in afterwards presses again. */
  const make = async (asked: ReturnType<typeof read>): Promise<void> => {
    if (made.current === asked.email) return;
    await api.post('/api/v1/auth/sign-up', asked);
    made.current = asked.email;
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const asked = read(event.currentTarget);
    setPending(true);
    setError(null);
    make(asked).then(() => enter(asked, next)).catch((cause: Error) => {
      setError(cause);
      setPending(false);
    });
  };
  const fields = { name: fieldError(error, 'name', 'The name'), email: fieldError(error, 'email', 'The e-mail address'), password: fieldError(error, 'password', 'The password') };
  const isFieldError = Object.values(fields).some(Boolean);
  return (
    <>
      <Card className="p-5 sm:p-6">
        <h1 className="text-20 font-semibold">Sign up</h1>
        <p className="mt-1 text-13 text-muted">You start on the {plan} plan. No card needed.</p>
        <form method="post" onSubmit={submit} className="mt-5 grid gap-4">
          {error && !isFieldError && <FormError error={error} />}
          <Field label="Name" name="name" autoComplete="name" maxLength={80} error={fields.name} autoFocus />
          <Field label="E-mail" name="email" type="email" autoComplete="username" required maxLength={254} error={fields.email} />
          <Field label="Password" name="password" type="password" autoComplete="new-password" required minLength={10} maxLength={200} hint="At least 10 characters." error={fields.password} />
          <Button type="submit" variant="primary" isPending={isPending} className="mt-1 h-10">Create account</Button>
        </form>
      </Card>
      <p className="mt-4 text-center text-13 text-muted">You have an account? <Link href={`/sign-in?next=${encodeURIComponent(next)}`} className="font-medium text-accent underline underline-offset-4">Sign in</Link></p>
    </>
  );
};
