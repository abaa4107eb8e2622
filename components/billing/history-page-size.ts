/** Changes on a page, where the server renders the first one and where the browser asks for more. */
export const historyPageSize = 20;
