import { integer, text } from './param-spec';
import { invalidRequest } from './stripe-error';

export const pagination = { limit: integer(1, 100), starting_after: text(), ending_before: text() };

interface Page {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
}
export interface List<T> {
  object: 'list';
  data: T[];
  has_more: boolean;
  url: string;
}

const indexOf = (rows: readonly { id: string }[], id: string, param: string): number => {
  const index = rows.findIndex((row) => row.id === id);
  if (index < 0) throw invalidRequest(`No such object: '${id}'`, 'resource_missing', param);
  return index;
};

/** One page of rows that are already newest first. */
export function page<T extends { id: string }>(rows: readonly T[], url: string, { limit = 10, starting_after, ending_before }: Page): List<T> {
  if (starting_after !== undefined && ending_before !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: starting_after, ending_before.', 'parameters_exclusive', 'starting_after');
  }
  if (ending_before !== undefined) {
    const end = indexOf(rows, ending_before, 'ending_before');
    const start = Math.max(0, end - limit);
    return { object: 'list', data: rows.slice(start, end), has_more: start > 0, url };
  }
  const start = starting_after === undefined ? 0 : indexOf(rows, starting_after, 'starting_after') + 1;
  return { object: 'list', data: rows.slice(start, start + limit), has_more: start + limit < rows.length, url };
}

export const newestFirst = <T>(rows: readonly T[]): T[] => [...rows].reverse();
