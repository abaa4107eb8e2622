import fc from 'fast-check';

// The same inputs in every test run: a property that fails now failed yesterday too. `SEED=n npm run test:unit` tries others.
fc.configureGlobal({ seed: Number(process.env.SEED ?? 1) });
