/** What happens and, below it, what it costs: read out as one sentence. */
export const ActionLabel = ({ what, cost }: { what: string; cost: string | null }) => (
  <span className="min-w-0 py-1 text-center leading-5">
    {what}
    {cost && <><span className="sr-only">, </span><br /><span className="text-12 font-normal">{cost}</span></>}
  </span>
);
