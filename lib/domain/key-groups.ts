const maxKnown = 20_000;
/** The group of all keys that nobody knows, so that no number of made-up ones takes the place of those that are. */
export const strangers = '';

/** Whose calls wait together: a workspace's, once one of its keys was decided before; until then those of all such keys. */
export const makeKeyGroups = () => {
  const workspaces = new Map<string, string>();

  const learn = (keyHash: string, workspaceId: string): void => {
    if (workspaces.get(keyHash) === workspaceId) return;
    if (workspaces.size >= maxKnown) workspaces.clear();
    workspaces.set(keyHash, workspaceId);
  };

  return { learn, groupOf: ({ keyHash }: { keyHash: string }): string => workspaces.get(keyHash) ?? strangers };
};
