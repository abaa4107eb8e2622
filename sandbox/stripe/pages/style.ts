export const style = `
:root { color-scheme: light dark; --page: #f6f7f7; --surface: #fff; --text: #14201f; --muted: #55636a; --line: #d7dedd; --chip: #edf1f0; --field: #8a979c; --accent: #0b6e69; --on-accent: #fff;
  --warn: #fff4d6; --on-warn: #5c4300; --danger: #b3261e; --danger-bg: #fdeceb; --on-danger: #fff; --ok: #17663a; --ok-bg: #e6f4ec; }
@media (prefers-color-scheme: dark) { :root { --page: #101616; --surface: #182020; --text: #e8eeed; --muted: #a0afb0; --line: #2c3838; --chip: #263131; --field: #6b7b7c; --accent: #5cc8bf; --on-accent: #06211f;
  --warn: #3a2f10; --on-warn: #ffe2a0; --danger: #ffb4ab; --danger-bg: #3b1a18; --on-danger: #3b0c08; --ok: #8bd9a8; --ok-bg: #15301f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 400 14px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; font-variant-numeric: tabular-nums; }
.banner p { margin: 0; } .banner { margin: 0; background: var(--warn); color: var(--on-warn); text-align: center; padding: 8px 16px; font-weight: 600; }
main { max-width: 920px; margin: 0 auto; padding: 24px 16px 48px; }
.columns { display: grid; gap: 24px; }
@media (min-width: 760px) { .columns { grid-template: auto 1fr / 5fr 6fr; gap: 24px 48px; padding-top: 24px; } .columns.halves { grid-template: auto / 6fr 5fr; gap: 24px; } .pay { grid-area: 1 / 2 / 3 / 3; } }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 24px; }
h1 { font-size: 16px; font-weight: 500; margin: 16px 0 0; color: var(--muted); }
h2 { font-size: 16px; font-weight: 600; margin: 0 0 16px; }
.amount { font-size: 28px; font-weight: 600; line-height: 1.2; margin: 4px 0 0; }
.muted { color: var(--muted); }
.lines { list-style: none; margin: 24px 0 0; padding: 0; }
.lines li, .total { display: flex; justify-content: space-between; gap: 16px; padding: 12px 0; border-top: 1px solid var(--line); }
.lines small { display: block; color: var(--muted); font-size: 13px; }
.total, .lines li.total { font-weight: 600; } .lines li.figure { padding: 6px 0; border-top: 0; color: var(--muted); }
.facts { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin: 16px 0 0; } .facts dt { color: var(--muted); } .facts dd { margin: 0; } .facts dd span { display: block; overflow-wrap: anywhere; }
.sheet { max-width: 600px; margin: 0 auto; }
.nowrap { white-space: nowrap; }
label { display: block; font-size: 13px; font-weight: 500; margin: 12px 0 4px; }
textarea, input:not([type=radio]):not([type=hidden]), select { width: 100%; min-height: 40px; padding: 8px 12px; font: inherit; font-size: 16px; color: inherit; background: var(--surface); border: 1px solid var(--field); border-radius: 6px; }
input[readonly] { background: var(--page); }
.pair { display: grid; align-items: end; grid-template-columns: 1fr 1fr; gap: 12px; }
.pair.wide-first { grid-template-columns: 1fr auto; align-items: center; } .problem { margin: 6px 0 0; color: var(--danger); font-size: 13px; }
.code { padding: 4px 0 12px; border-top: 1px solid var(--line); } label.inline { display: inline; margin: 0 6px 0 0; } input.tiny:not([type=radio]) { width: 88px; min-height: 36px; margin-top: 6px; padding: 4px 8px; }
button, .button { display: block; width: 100%; min-height: 44px; margin-top: 20px; padding: 10px 16px; border: 1px solid var(--accent); border-radius: 6px; background: var(--accent); color: var(--on-accent);
  font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; }
button.quiet, .button.quiet { background: transparent; color: var(--accent); margin-top: 12px; }
button.danger { background: var(--danger); border-color: var(--danger); color: var(--on-danger); }
button.small, .button.small { display: inline-block; width: auto; min-height: 36px; margin: 0; padding: 6px 14px; }
button.link { width: auto; min-height: 24px; margin: 0; padding: 2px 0; border: 0; background: none; color: var(--accent); font-weight: 500; text-decoration: underline; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.error { background: var(--danger-bg); color: var(--danger); border-radius: 6px; padding: 12px; margin: 0 0 16px; font-weight: 500; }
details { margin-top: 24px; } summary { cursor: pointer; font-weight: 500; }
.tests { list-style: none; margin: 12px 0 0; padding: 0; }
.tests li { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 12px; padding: 6px 0; border-top: 1px solid var(--line); font-size: 13px; }
code, .tests a { font: 13px ui-monospace, SFMono-Regular, Menlo, monospace; }
.scroll { position: relative; overflow-x: auto; } table { width: 100%; border-collapse: collapse; font-size: 13px; }
th, td { text-align: left; padding: 6px 12px 6px 0; border-top: 1px solid var(--line); white-space: nowrap; } th { font-weight: 500; color: var(--muted); } .number { text-align: right; }
.counts { display: flex; flex-wrap: wrap; gap: 8px 24px; margin: 0 0 24px; padding: 0; list-style: none; } .counts b { font-size: 20px; font-weight: 600; margin-right: 6px; }
section { margin-bottom: 24px; }
.page-title { font-size: 20px; font-weight: 600; line-height: 1.25; color: var(--text); margin: 8px 0 24px; }
.card > h1 { font-size: 20px; font-weight: 600; color: var(--text); margin: 0 0 12px; }
h3 { font-size: 16px; font-weight: 600; margin: 0; } .price { margin: 2px 0 6px; }
.narrow { max-width: 480px; margin: 24px auto 0; } .narrow .offer { margin-bottom: 16px; border-color: var(--accent); }
.row { display: flex; flex-wrap: wrap; align-items: flex-start; justify-content: space-between; gap: 12px 24px; padding: 12px 0; border-top: 1px solid var(--line); } .row:first-of-type { border-top: 0; padding-top: 0; } .row p { margin: 2px 0 0; }
.rows { list-style: none; margin: 0 0 16px; padding: 0; } .rows:last-child { margin-bottom: 0; }
.rows li { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 16px; min-height: 44px; padding: 8px 0; border-top: 1px solid var(--line); } .rows li:first-child { border-top: 0; }
.actions { display: flex; flex-wrap: wrap; gap: 8px 16px; } .actions form { margin: 0; }
.badge { display: inline-block; margin: 0; padding: 1px 8px; border-radius: 999px; background: var(--chip); color: var(--muted); font-size: 13px; font-weight: 500; white-space: nowrap; }
.badge.warn { background: var(--warn); color: var(--on-warn); } .badge.bad { background: var(--danger-bg); color: var(--danger); } .badge.ok { background: var(--ok-bg); color: var(--ok); }
.said { background: var(--ok-bg); color: var(--ok); border-radius: 6px; padding: 12px; margin: 0 0 16px; font-weight: 500; }
.lines-plain { margin: 0 0 16px; } .lines-plain span { display: block; } .brand { text-transform: capitalize; }
fieldset { border: 0; margin: 0; padding: 0; } legend { padding: 0; font-size: 13px; font-weight: 500; margin-bottom: 4px; }
.choice { display: flex; align-items: center; gap: 10px; min-height: 40px; margin: 0; font-size: 14px; font-weight: 400; cursor: pointer; } .choice input { width: 18px; height: 18px; margin: 0; flex: none; accent-color: var(--accent); }
.choice.plan { padding: 8px 12px; margin: 0 0 8px; border: 1px solid var(--line); border-radius: 6px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
[hidden] { display: none; }
`;
