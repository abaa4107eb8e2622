/** The product's colours, as mail needs them: written beside each element, and once more in a style sheet for dark mode. */
export const colors = { surface: '#f8fafa', raised: '#ffffff', text: '#0f1a1b', muted: '#536163', border: '#dfe6e6', accent: '#0b6b67', onAccent: '#ffffff' } as const;

const dark = { surface: '#0b1112', raised: '#11191a', text: '#e7eeee', muted: '#97a6a7', border: '#223031', accent: '#35b8ad', onAccent: '#031917' } as const;

export const fontFamily = "Geist, -apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/** Overrides what is written beside the elements, so each line says !important. */
export const darkStyle = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .surface, .surface > table > tbody > tr > td { background-color: ${dark.surface} !important; }
  .raised { background-color: ${dark.raised} !important; border-color: ${dark.border} !important; }
  .text { color: ${dark.text} !important; }
  .muted { color: ${dark.muted} !important; }
  .rule { border-color: ${dark.border} !important; }
  .link { color: ${dark.accent} !important; }
  .action { background-color: ${dark.accent} !important; color: ${dark.onAccent} !important; }
}
@media (max-width: 480px) {
  .card { padding: 24px 20px !important; }
}`;
