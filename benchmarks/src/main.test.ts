import {expect, test, vi} from 'vitest';
import {main} from './main.js';

test.each([
  [['--help'], 0, ''],
  [['--seconds', '-1'], 2, 'bench: --seconds must be a finite number above 0, got -1\n'],
  [['--what'], 2, "error: unknown option '--what'\n"],
])('%j ends with an exit code', async (args, code, message) => {
  const errors = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const output = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    expect(await main(['node', 'bench', ...args])).toBe(code);
    expect(errors.mock.calls.flat().join('')).toBe(message);
    expect(output.mock.calls.length > 0).toBe(code === 0);
  } finally {
    errors.mockRestore();
    output.mockRestore();
  }
});
