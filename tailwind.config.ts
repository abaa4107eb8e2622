import type { Config } from 'tailwindcss';

/** Only the sizes, weights, radii and tokens that the look allows exist as classes; anything else does not compile to CSS. */
const config: Config = {
  content: ['./app/**/*.tsx', './components/**/*.tsx'],
  darkMode: ['selector', '[data-theme="dark"]'],
  theme: {
    fontSize: {
      12: ['0.75rem', '1rem'],
      13: ['0.8125rem', '1.25rem'],
      14: ['0.875rem', '1.25rem'],
      16: ['1rem', '1.5rem'],
      20: ['1.25rem', '1.75rem'],
      28: ['1.75rem', '2.25rem'],
    },
    fontWeight: { normal: '400', medium: '500', semibold: '600' },
    fontFamily: {
      sans: ['var(--font-geist-sans)', 'system-ui', 'sans-serif'],
      mono: ['var(--font-geist-mono)', 'ui-monospace', 'monospace'],
    },
    borderRadius: { none: '0', inner: '6px', card: '8px', full: '9999px' },
    boxShadow: { float: 'var(--shadow-float)', none: 'none' },
    colors: {
      transparent: 'transparent',
      current: 'currentColor',
      surface: 'var(--surface)',
      raised: 'var(--surface-raised)',
      sunken: 'var(--surface-sunken)',
      ink: 'var(--text)',
      muted: 'var(--text-muted)',
      line: 'var(--border)',
      edge: 'var(--border-strong)',
      accent: { DEFAULT: 'var(--accent)', strong: 'var(--accent-strong)', soft: 'var(--accent-soft)', on: 'var(--on-accent)' },
      danger: { DEFAULT: 'var(--danger)', soft: 'var(--danger-soft)', on: 'var(--on-danger)' },
      warning: { DEFAULT: 'var(--warning)', soft: 'var(--warning-soft)' },
      success: { DEFAULT: 'var(--success)', soft: 'var(--success-soft)' },
      scrim: 'var(--scrim)',
      chart: {
        1: 'var(--chart-1)', 2: 'var(--chart-2)', 3: 'var(--chart-3)',
        4: 'var(--chart-4)', 5: 'var(--chart-5)', 6: 'var(--chart-6)',
      },
    },
  },
};

export default config;
