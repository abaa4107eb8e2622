import { describe, expect, it } from 'vitest';
import { nextPath } from './next-path';

describe('nextPath', () => {
  it('keeps a path of this site with its query', () => {
    expect(nextPath('/usage?range=30d&view=total#top')).toBe('/usage?range=30d&view=total#top');
  });

  it.each(['https://evil.test', '//evil.test', '/\\evil.test', '\\/evil.test', '/\t/evil.test', '/\n/evil.test', '/..//evil.test', 'javascript:alert(1)', 'usage', '', undefined, ['/usage'], `/${'a'.repeat(2_000)}`])(
    'never leads away: %j', (asked) => {
      expect(nextPath(asked)).toBe('/overview');
    },
  );

  it('does not lead to an answer that is not a page', () => {
    expect(nextPath('/api/auth/signout', '/plans')).toBe('/plans');
  });
});
