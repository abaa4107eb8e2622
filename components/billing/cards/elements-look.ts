import type { Appearance } from '@stripe/stripe-js';

/** The page's own colours for the fields inside Stripe's frame, which sees none of our styles. */
export const elementsLook = (isDark: boolean): Appearance => {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    theme: isDark ? 'night' : 'stripe',
    variables: {
      colorPrimary: token('--accent'), colorBackground: token('--surface-raised'), colorText: token('--text'), colorTextSecondary: token('--text-muted'), colorTextPlaceholder: token('--text-muted'),
      colorDanger: token('--danger'), fontFamily: 'system-ui, sans-serif', fontSizeBase: '14px', borderRadius: '6px', spacingUnit: '4px',
    },
    rules: { '.Input': { border: `1px solid ${token('--border-strong')}`, boxShadow: 'none' }, '.Label': { fontWeight: '500', color: token('--text') } },
  };
};
