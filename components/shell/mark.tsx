/** Tollgate's sign: a bar across a way, with the part that has passed. */
export const Mark = ({ className }: { className?: string }) => (
  <svg viewBox="0 0 24 24" aria-hidden className={className}>
    <rect width="24" height="24" rx="6" className="fill-accent" />
    <path d="M6 17.5V7m0 2.5h12m-12 4h7" className="stroke-accent-on" strokeWidth="2.2" strokeLinecap="round" fill="none" />
  </svg>
);
