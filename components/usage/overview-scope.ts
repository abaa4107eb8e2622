/** What the overview shows of calls and days; the server renders the same. */
export const overviewCalls = 6;
export const overviewRange = '30d';
