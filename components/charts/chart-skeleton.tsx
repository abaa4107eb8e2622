const heights = [38, 52, 44, 70, 62, 30, 26, 58, 66, 74, 50, 46, 60, 80];

/** Bars to come, in the space that they will take. */
export const ChartSkeleton = () => (
  <svg aria-hidden viewBox="0 0 140 100" preserveAspectRatio="none" className="animate-breathe h-full w-full">
    {heights.map((height, i) => <rect key={i} x={i * 10 + 2} y={100 - height} width={6} height={height} rx={0.8} className="fill-sunken" />)}
  </svg>
);
