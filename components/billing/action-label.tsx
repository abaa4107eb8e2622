/** What happens and, below it, what it costs: read out as one sentence. */
export const ActionLabel = ({ what, cost }: { what: string; cost: string | null }) => (
  <span className="grid min-w-0 justify-items-center py-1 leading-5">
    <span>{what}{cost && <span className="sr-only">, </span>}</span>
    {cost && <span className="text-12 font-normal">{cost}</span>}
  </span>
);
