export const viewerStyle = `
main { max-width: 1200px; } .page-title { margin-bottom: 4px; }
.tabs { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 16px 0 16px; padding: 0; list-style: none; border-bottom: 1px solid var(--line); }
.tabs a { display: block; padding: 10px 0; color: var(--muted); text-decoration: none; font-weight: 500; border-bottom: 2px solid transparent; margin-bottom: -1px; }
.tabs a[aria-current] { color: var(--text); border-color: var(--accent); }
#said { margin: 0 0 16px; } #said:empty { display: none; }
.split { display: grid; align-items: start; gap: 24px; } .split > * { min-width: 0; }
@media (min-width: 900px) { .split.kinds { grid-template-columns: 230px 1fr; } .split.halves { grid-template-columns: 3fr 2fr; } }
.kinds-list { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0 16px; } @media (min-width: 900px) { .kinds-list { display: block; } }
.kinds-list a { display: flex; justify-content: space-between; gap: 12px; padding: 6px 8px; border-radius: 6px; color: var(--text); text-decoration: none; overflow-wrap: anywhere; } .kinds-list a:hover { background: var(--chip); }
.kinds-list a[aria-current] { background: var(--chip); font-weight: 600; } .kinds-list span { color: var(--muted); font-weight: 400; }
.json { overflow: auto; max-height: 70vh; margin: 0; padding: 16px; background: var(--page); border: 1px solid var(--line); border-radius: 6px; font: 12px/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; } .json code { font: inherit; }
.card > h2 code { font-size: 14px; overflow-wrap: anywhere; } td code, td a { font: 13px ui-monospace, SFMono-Regular, Menlo, monospace; } tbody tr:hover td { background: var(--chip); } td.wide { white-space: normal; min-width: 200px; overflow-wrap: anywhere; }
.bar { display: flex; flex-wrap: wrap; align-items: end; gap: 8px 12px; margin: 0 0 16px; } .bar form { display: flex; flex-wrap: wrap; align-items: end; gap: 8px; } .bar label { margin: 0 0 4px; } .bar input:not([type=radio]), .bar select { width: auto; min-height: 36px; padding: 4px 8px; font-size: 14px; max-width: 100%; }
.empty { color: var(--muted); margin: 0; }
`;
