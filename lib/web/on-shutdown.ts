type Task = () => Promise<void>;

const key = Symbol.for('tollgate.shutdown');
const shared = globalThis as { [key]?: Task[] };

/** Has `task` run when the process is asked to stop, after the last answer was sent: what was opened first is closed last. */
export const onShutdown = (task: Task): void => {
  (shared[key] ??= []).unshift(task);
};

/** Runs every task in turn; one that fails does not keep the others from running. */
export const runShutdown = async (): Promise<void> => {
  for (const task of shared[key]?.splice(0) ?? []) await task().catch(() => {});
};
