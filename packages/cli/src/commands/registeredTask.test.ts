import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {copyTask, registerTask} from '@ntmjs/tasks';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {eventsOf, ntm, small} from '../fixtures/command.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntm-'));
  registerTask((config) => ({...copyTask(config), name: 'variant', title: 'Variant'}));
});
afterAll(() => rmSync(folder, {recursive: true}));

test('ntm tasks lists a registered task', async () => {
  const {stdout} = await ntm(['tasks', '--json']);
  expect(stdout).toContain('"name":"variant","title":"Variant"');
});

test('ntm train trains a registered task, and ntm eval opens its run', async () => {
  const run = join(folder, 'run');
  // 20 sequences do not solve the task: code 1.
  const trained = await ntm(['train', 'variant', ...small, '--sequences', '20', '--run', run]);
  expect(trained).toMatchObject({code: 1, stderr: ''});
  expect(trained.stdout).toContain('the variant task');
  const evaluated = await ntm(['eval', run, '--at', 'length=2', '--episodes', '2', '--json']);
  expect(evaluated.code).toBe(0);
  expect(eventsOf(evaluated).some(({difficulty}) => JSON.stringify(difficulty) === '{"length":2}')).toBe(
    true,
  );
});
