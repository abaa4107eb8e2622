import { expect, test } from 'vitest';
import { bundle } from './bundle';

test.each(['stripe', 'card-frame'])('%s is one plain script whose files do not collide', (file) => {
  const script = bundle(file);
  expect(script).not.toMatch(/^(import|export) /m);
  expect(script).not.toContain('</script');
  expect(() => new Function(script)).not.toThrow();
});
