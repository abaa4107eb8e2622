/** How providers mark one build of a model: `-2024-08-06`, `-20241022`, `-2411`, `-001`, `-latest`, `-preview-05-20`, `@20241022`. */
const snapshot = /(-latest|-preview|-exp|[-@]\d{3,8}|-\d{4}-\d{2}-\d{2}|-(preview|exp)-\d{2}-\d{2,4})$/;

/** The names under which a model may have a price: its own, and the one it is a snapshot of. Gemini's carry a folder. */
export const namesOfModel = (model: string): string[] => {
  const plain = model.replace(/^models\//, '');
  const base = plain.replace(snapshot, '');
  return base === plain || base === '' ? [plain] : [plain, base];
};
