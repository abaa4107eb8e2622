const maxKnown = 20_000;

/** Whose calls wait together: a workspace's, once one of its keys was decided before; until then those of the key. */
export const makeKeyGroups = () => {
  const workspaces = new Map<string, string>();

  const learn = (keyHash: string, workspaceId: string): void => {
    if (workspaces.get(keyHash) === workspaceId) return;
    if (workspaces.size >= maxKnown) workspaces.clear();
    workspaces.set(keyHash, workspaceId);
  };

  return { learn, groupOf: ({ keyHash }: { keyHash: string }): string => workspaces.get(keyHash) ?? keyHash };
};
