import { expect, test, vi } from 'vitest';
import { step } from './report';

test.each(['EACCES', 'EROFS', 'ENOSPC'])('a folder that cannot be written to (%s) is named, with what to do', async (code) => {
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const failed = step('Settings', () => Promise.reject(Object.assign(new Error(`${code}: mkdir '/x/.data'`), { code })));
  await expect(failed).rejects.toMatchObject({ message: `Settings failed: ${code}: mkdir '/x/.data'`, remedy: expect.stringMatching(/DATA_DIR|free some space/) as string });
  said.mockRestore();
});
