/** Calls on the usage page at first, and more with each "Show older calls". */
export const callsPageSize = 20;
