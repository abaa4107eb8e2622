/** `npm run test:load` is the full size; `npm test` runs the same on less. */
export const isFull = process.env.LOAD === 'full';
export const sizes = isFull ? { seeds: 20, calls: 10_000, connections: 64, flips: 25, edges: Infinity } : { seeds: 1, calls: 1_600, connections: 24, flips: 2, edges: 3 };
