/** What `work` comes to, or an error after `ms`. The work itself goes on; what it comes to later is dropped. */
export const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  let late: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_resolve, reject) => {
    late = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, patience]).finally(() => clearTimeout(late));
};
