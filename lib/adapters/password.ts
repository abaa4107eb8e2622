import { hash, verify } from '@node-rs/argon2';
import type { PasswordHasher } from '@/lib/context';

/** Argon2id with OWASP's first recommendation (19 MiB, 2 passes, 1 lane); the parameters travel in the hash. */
const settings = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const password: PasswordHasher = {
  hash: (text) => hash(text, settings),
  verify: (stored, text) => verify(stored, text),
};
