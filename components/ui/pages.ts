import type { InfiniteData } from '@tanstack/react-query';

/** What the server rendered, as the first of a list's pages. */
export const firstPage = <Page>(page: Page): InfiniteData<Page, string | null> => ({ pages: [page], pageParams: [null] });

/** The rows of all pages in order, each once. Pages are read one after the other, so that of a row in two of them the later copy is the fresher. */
export const distinctRows = <Row>(pages: { data: Row[] }[], idOf: (row: Row) => string): Row[] => [...new Map(pages.flatMap(({ data }) => data).map((row) => [idOf(row), row])).values()];

/** How often a list is read that grows at its head, in milliseconds: not by itself where somebody reads on, so that no row moves under their eyes. */
export const whileOnFirstPage = (ms: number) => ({ state }: { state: { data?: { pages: unknown[] } | undefined } }): number | false => ((state.data?.pages.length ?? 0) > 1 ? false : ms);
