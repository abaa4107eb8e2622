/** What a limit holds for. The plan's limits and those of the operator have the scope `''`; a workspace's own ones `own`, `key:<id>` or `member:<id>`. */
export type LimitScope = { kind: 'plan' } | { kind: 'workspace' } | { kind: 'key'; id: string } | { kind: 'member'; id: string };

export const readScope = (scope: string): LimitScope => {
  const [kind, id = ''] = [scope.split(':')[0], scope.slice(scope.indexOf(':') + 1)];
  if (kind === 'key' || kind === 'member') return { kind, id };
  return { kind: scope === '' ? 'plan' : 'workspace' };
};
