type Task = () => Promise<void>;

const key = Symbol.for('tollgate.shutdown');
const shared = globalThis as { [key]?: Set<Task> };

/** Has `task` run when the process is asked to stop, after the last answer was sent and before the database closes. */
export const onShutdown = (task: Task): void => {
  (shared[key] ??= new Set()).add(task);
};

/** Runs every task; one that fails does not keep the others from running. */
export const runShutdown = async (): Promise<void> => {
  const tasks = [...(shared[key] ?? [])];
  shared[key]?.clear();
  await Promise.allSettled(tasks.map((task) => task()));
};
