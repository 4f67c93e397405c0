import {readdir, readFile} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
import {expect, test, vi} from 'vitest';
import {writeReport} from './report.js';

const path = useFolder();

vi.mock('./machine.js', () => ({machineLines: async () => [`files: ${(await readdir(path())).length}`]}));

test('a report names the commit from before it was written', async () => {
  await writeReport({folder: path('report'), results: [], failures: [], commands: []});
  expect(await readdir(path())).toEqual(['report']);
  expect(await readFile(path('report', 'README.md'), 'utf8')).toContain('\n- files: 0\n');
});
