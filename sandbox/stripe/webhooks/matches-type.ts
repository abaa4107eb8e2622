/** `*`, an exact type, or `invoice.*`. */
export const matchesType = (type: string, wanted: readonly string[]): boolean =>
  wanted.some((one) => one === '*' || one === type || (one.endsWith('.*') && type.startsWith(one.slice(0, -1))));
