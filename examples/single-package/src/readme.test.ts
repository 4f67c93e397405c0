import {readFile} from 'node:fs/promises';
import {expect, test, vi} from 'vitest';

test('the program prints what the README shows', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('./main.js');
  const printed = log.mock.calls.map(([line]) => `${line}\n`).join('');
  log.mockRestore();
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`\n${printed}\`\`\`\n`);
});
