/** The look of the card fields inside an application's page: transparent, in the application's theme. */
export const cardFrameStyle = `
:root { color-scheme: light; --surface: #fff; --text: #14201f; --muted: #55636a; --field: #8a979c; --line: #d7dedd; --accent: #0b6e69; --danger: #b3261e; --radius: 6px;
  --font: system-ui, -apple-system, "Segoe UI", sans-serif; --size: 16px; --warn: #fff4d6; --on-warn: #5c4300; }
:root[data-theme="night"] { color-scheme: dark; --surface: #182020; --text: #e8eeed; --muted: #a0afb0; --field: #6b7b7c; --line: #2c3838; --accent: #5cc8bf; --danger: #ffb4ab;
  --warn: #3a2f10; --on-warn: #ffe2a0; }
* { box-sizing: border-box; }
body { margin: 0; padding: 2px; background: transparent; color: var(--text); font: 400 14px/1.5 var(--font); font-variant-numeric: tabular-nums; }
.grid { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; align-items: start; }
.wide { grid-column: 1 / -1; }
label { display: block; font-size: 13px; font-weight: 500; margin: 0 0 4px; }
input, select { width: 100%; min-height: 44px; padding: 8px 12px; font: inherit; font-size: max(16px, var(--size)); color: inherit; background: var(--surface); border: 1px solid var(--field); border-radius: var(--radius); }
input::placeholder { color: var(--muted); }
input[aria-invalid="true"] { border-color: var(--danger); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 0; }
.problem { margin: 4px 0 0; font-size: 13px; color: var(--danger); }
.problem:empty { display: none; }
.note { display: flex; flex-wrap: wrap; gap: 0 12px; justify-content: space-between; margin: 0 0 12px; padding: 8px 12px; border-radius: var(--radius); background: var(--warn); color: var(--on-warn); font-size: 13px; font-weight: 600; }
details { margin-top: 12px; font-size: 13px; } summary { cursor: pointer; color: var(--muted); min-height: 24px; }
ul { list-style: none; margin: 4px 0 0; padding: 0; }
li { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0 12px; border-top: 1px solid var(--line); color: var(--muted); }
li button { min-height: 32px; padding: 4px 0; border: 0; background: none; color: var(--accent); font: 13px ui-monospace, SFMono-Regular, Menlo, monospace; text-decoration: underline; cursor: pointer; }
[hidden] { display: none; }
@media (max-width: 340px) { label { font-size: 12px; letter-spacing: -0.01em; white-space: nowrap; } }
@media (max-width: 240px) { .grid { grid-template-columns: 1fr; } }
`;
