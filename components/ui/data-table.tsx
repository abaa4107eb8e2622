import type { ReactNode } from 'react';
import { cn } from './cn';

export type Column<Row> = {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  isNumber?: boolean;
  /** On a phone this cell is the card's title and has no label. */
  isTitle?: boolean;
  /** The header is read out, not shown: for a column of buttons. */
  isHeaderHidden?: boolean;
  className?: string;
};

type DataTableProps<Row> = { caption: string; columns: Column<Row>[]; rows: Row[]; rowKey: (row: Row) => string };

/** A table of 40 px rows; under 640 px each row is a card of labelled values. Roles are stated because `display` drops them. */
export const DataTable = <Row,>({ caption, columns, rows, rowKey }: DataTableProps<Row>) => (
  <table role="table" className="block w-full text-13 sm:table">
    <caption className="sr-only">{caption}</caption>
    <thead role="rowgroup" className="hidden sm:table-header-group">
      <tr role="row" className="border-b border-line">
        {columns.map((column) => (
          <th key={column.id} role="columnheader" scope="col" className={cn('h-9 px-3 text-left text-12 font-medium text-muted first:pl-5 last:pr-5', column.isNumber && 'text-right', column.className)}>
            <span className={column.isHeaderHidden ? 'sr-only' : undefined}>{column.header}</span>
          </th>
        ))}
      </tr>
    </thead>
    <tbody role="rowgroup" className="block sm:table-row-group">
      {rows.map((row) => (
        <tr key={rowKey(row)} role="row" className="block border-b border-line px-4 py-3 transition-colors last:border-b-0 hover:bg-surface sm:table-row sm:h-10 sm:p-0">
          {columns.map((column) => <Cell key={column.id} column={column} row={row} />)}
        </tr>
      ))}
    </tbody>
  </table>
);

const Cell = <Row,>({ column, row }: { column: Column<Row>; row: Row }) => {
  const isLabelled = !column.isTitle && !column.isHeaderHidden;
  return (
    <td
      role="cell"
      className={cn(
        'flex min-w-0 items-center justify-between gap-4 py-1 sm:table-cell sm:px-3 sm:py-1.5 sm:first:pl-5 sm:last:pr-5',
        column.isTitle && 'text-14 font-medium sm:text-13', column.isNumber && 'sm:text-right', column.className,
      )}
    >
      {isLabelled && <span aria-hidden className="shrink-0 text-12 text-muted sm:hidden">{column.header}</span>}
      <div className={cn('min-w-0', isLabelled && 'text-right sm:text-left', column.isNumber && 'sm:text-right')}>{column.cell(row)}</div>
    </td>
  );
};
