/** What an action said when it ended. */
export type Toast = { tone: 'success' | 'error'; text: string };

let shower: ((toast: Toast) => void) | null = null;
let waiting: Toast[] = [];

const say = (toast: Toast): void => {
  if (shower) shower(toast);
  else waiting.push(toast);
};

/** Says how an action ended, at the edge of the page. */
export const toast = { success: (text: string) => say({ tone: 'success', text }), error: (text: string) => say({ tone: 'error', text }) };

/** Takes what is to be shown, with what waited for it. Answers how to stop. */
export const onToast = (show: (toast: Toast) => void): (() => void) => {
  shower = show;
  waiting.forEach(show);
  waiting = [];
  return () => {
    shower = null;
  };
};
