/** The others of a list in the order in which one goes on from `id`: those below it, then those above it. */
export const nearestFirst = (ids: string[], id: string): string[] => {
  const at = ids.indexOf(id);
  return [...ids.slice(at + 1), ...ids.slice(0, Math.max(0, at)).reverse()];
};
