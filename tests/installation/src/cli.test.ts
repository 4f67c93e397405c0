import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {toldToInstall} from './readmes.js';
import {useProject} from './useProject.js';

const project = useProject(toldToInstall('@ntmjs/cli'));

const SMALL = '--task-option maxLength=2 --task-option vectorWidth=2 --units 8 --rows 8 --width 4'.split(' ');

/** Runs `npx ntm`, and returns its exit code and what it printed. */
async function npx(...args: string[]): Promise<{code: number; printed: string}> {
  const command = `npx --no-install ntm "$@"; echo "exit code $?"`;
  const printed = await project().run('sh', '-c', command, 'sh', ...args);
  return {code: Number(/exit code (\d+)\n$/.exec(printed)![1]), printed};
}

test('npx ntm --help lists the commands', async () => {
  const {code, printed} = await npx('--help');
  expect(code).toBe(0);
  for (const command of ['train', 'eval', 'inspect', 'tasks', 'reproduce']) {
    expect(printed).toMatch(new RegExp(`^ +${command}\\b`, 'm'));
  }
});

test('npx ntm train trains a compiled model, evaluates it, and draws an episode', async () => {
  const {code, printed} = await npx(
    ...[
      'train',
      'copy',
      ...SMALL,
      '--sequences',
      '300',
      '--episodes',
      '4',
      '--at',
      'length=1,2',
      '--run',
      'run',
    ],
  );
  // Not solved after so few sequences.
  expect([code, printed]).toEqual([1, expect.stringContaining('Training steps are compiled.')]);
  expect(printed).toContain('run/checkpoints/300/model.json');
  expect(await readFile(project().path('run', 'episode.svg'), 'utf8')).toContain('<svg');
  const metrics = (await readFile(project().path('run', 'metrics.jsonl'), 'utf8')).trim().split('\n');
  const bits = metrics.map((line) => (JSON.parse(line) as {bits: number}).bits);
  expect(bits.at(-1)!).toBeLessThan(bits[0]!);
});

test('npx ntm eval evaluates the model that was trained', async () => {
  const {code, printed} = await npx('eval', 'run', '--episodes', '4', '--at', 'length=3', '--rows', '16');
  expect(code).toBe(0);
  expect(printed).toMatch(/^ +3 +16 /m);
});

test('npx ntm inspect shows what it learned', async () => {
  const {code, printed} = await npx('inspect', 'run', '--at', 'length=2');
  expect([code, printed]).toEqual([0, expect.stringContaining('run/inspect/index.html')]);
  const page = await readFile(project().path('run', 'inspect', 'index.html'), 'utf8');
  expect(page).toContain('The memory over time');
  const png = await readFile(project().path('run', 'inspect', 'memory.png'));
  expect(png.toString('latin1', 1, 4)).toBe('PNG');
});
