import { AppError } from './app-error';

/** Where a page of a list that is newest first ends: the moment and the id of its last row. */
export type PagePlace = { at: Date; id: string };

export const cursorOf = ({ at, id }: PagePlace): string => btoa(`${at.toISOString()}|${id}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** The place that a cursor names; 422 for a text that is none. */
export const readCursor = (cursor: string): PagePlace => {
  const [at = '', id = ''] = textOf(cursor).split('|');
  const date = new Date(at);
  if (!/^\d{4}-/.test(at) || Number.isNaN(date.getTime()) || !/^[\w-]{1,64}$/.test(id)) {
    throw new AppError('invalid_input', 'The cursor is not one of ours.', { errors: [{ pointer: '?cursor', message: 'Use nextCursor of the page before.' }] });
  }
  return { at: date, id };
};

const textOf = (cursor: string): string => (/^[\w-]{1,200}$/.test(cursor) && cursor.length % 4 !== 1 ? atob(cursor.replaceAll('-', '+').replaceAll('_', '/')) : '');
