const flatten = (value, path, into) => {
  if (value === undefined || value === null) return into;
  if (typeof value !== 'object') into.append(path, String(value));
  else for (const [key, item] of Object.entries(value)) flatten(item, path ? `${path}[${key}]` : key, into);
  return into;
};

/** One call with a publishable key. Answers the object, or `{ error }` in Stripe.js's shape; never rejects. */
export async function callApi({ origin, key }, method, path, params) {
  const form = flatten(params, '', new URLSearchParams());
  const isGet = method === 'GET';
  try {
    const response = await fetch(`${origin}${path}${isGet ? `?${form}` : ''}`, {
      method, headers: { authorization: `Bearer ${key}` }, credentials: 'omit', ...(isGet ? {} : { body: form }),
    });
    return await response.json();
  } catch {
    return { error: { type: 'api_connection_error', message: 'We are experiencing issues connecting to our payments provider. Please check your internet connection and try again.' } };
  }
}
