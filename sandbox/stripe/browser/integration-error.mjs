/** What Stripe.js throws when the page calls it wrongly. */
export function refuse(message) {
  throw Object.assign(new Error(message), { name: 'IntegrationError' });
}

/** Refuses what the stand-in does not know, as the sandbox's API does. */
export function onlyKnown(options, known, where) {
  const strange = Object.keys(options ?? {}).filter((name) => !known.includes(name));
  if (strange.length > 0) refuse(`${where}: the Stripe sandbox does not support ${strange.join(', ')}.`);
}
