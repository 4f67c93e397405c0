import {execFileSync, spawnSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {architectureNames, modelNames} from '@ntmjs/presets';
import {taskNames} from '@ntmjs/tasks';
import {useFolder} from '@ntmjs/test-support';
import {beforeEach, describe, expect, test} from 'vitest';
import {ntm} from '../fixtures/command.js';

const path = useFolder();
beforeEach(() => {
  mkdirSync(path('runs'));
  writeFileSync(path('task.js'), '');
});

/** The script for a shell, in a file. */
async function script(shell: string): Promise<string> {
  const {code, stdout, stderr} = await ntm(['completion', shell]);
  expect([code, stderr]).toEqual([0, '']);
  writeFileSync(path(`ntm.${shell}`), stdout);
  return stdout;
}

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

/** What a shell prints for a program. */
const printed = (shell: string, program: string): string[] =>
  execFileSync(shell, ['-c', program], {cwd: path(), encoding: 'utf8'}).split('\n').filter(Boolean);

/** The flags that the help of a command lists. */
async function flagsOf(command: string): Promise<string[]> {
  const {stdout} = await ntm([command, '--help']);
  return [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag!);
}

const commands = [
  'train',
  'eval',
  'inspect',
  'export',
  'import',
  'reproduce',
  'sweep',
  'worker',
  'tasks',
  'completion',
];

describe.skipIf(!has('bash'))('bash', () => {
  /** What bash offers at the end of a line. */
  const offered = (...words: string[]) =>
    printed(
      'bash',
      `source ntm.bash; COMP_WORDS=(ntm ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _ntm; printf '%s\\n' "\${COMPREPLY[@]}"`,
    );

  test('offers the commands', async () => {
    await script('bash');
    expect(offered('')).toEqual([...commands, '--help', '--version']);
    expect(offered('ex')).toEqual(['export']);
  });

  test.each(commands)('offers all options of %s', async (command) => {
    await script('bash');
    expect(offered(command, '-').sort()).toEqual((await flagsOf(command)).sort());
  });

  test('offers what values may be', async () => {
    await script('bash');
    expect(offered('train', '--architecture', '')).toEqual([...architectureNames]);
    expect(offered('train', 'copy', '--controller', 'l')).toEqual(['lstm']);
    expect(offered('reproduce', '--model', 'ntm-lstm,ntm')).toEqual([
      'ntm-lstm,ntm-feedforward',
      'ntm-lstm,ntm-lstm',
    ]);
    expect(offered('reproduce', '--model', '')).toEqual([...modelNames]);
    expect(offered('train', '--batch', '')).toEqual([]);
  });

  test('offers tasks with the files of the folder, and folders alone where a run is meant', async () => {
    await script('bash');
    expect(offered('train', '')).toEqual(expect.arrayContaining([...taskNames, 'runs', 'task.js']));
    expect(offered('train', 'tas')).toEqual(['task.js']);
    expect(offered('eval', '')).toEqual(['runs']);
    expect(offered('train', '--from', '')).toEqual(['runs']);
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  const offered = (line: string) =>
    printed('fish', `source ntm.fish; complete -C '${line}'`).map((each) => each.split('\t')[0]!);

  test('offers commands, options, values and paths', async () => {
    await script('fish');
    expect(offered('ntm ')).toEqual([...commands].sort());
    expect(offered('ntm train --arch')).toEqual(['--architecture']);
    expect(offered('ntm train --controller ').sort()).toEqual([
      'feedforward',
      'gru',
      'gruResetAfter',
      'lstm',
    ]);
    expect(offered('ntm train tas')).toEqual(['task.js']);
    expect(offered('ntm eval ')).toEqual(['runs/']);
  });
});

describe.skipIf(!has('zsh'))('zsh', () => {
  test('takes the script, and completes the command with it', async () => {
    await script('zsh');
    expect(
      printed(
        'zsh',
        'autoload -U compinit; compinit -u -D; source ./ntm.zsh; print $_comps[ntm]; which -w _ntm',
      ),
    ).toEqual(['_ntm', '_ntm: function']);
  });
});

test.each(['bash', 'zsh', 'fish'])('the script for %s has every option of every command', async (shell) => {
  const text = await script(shell);
  for (const command of commands) {
    for (const flag of await flagsOf(command))
      expect(text).toContain(shell === 'fish' ? `-l ${flag.slice(2)} ` : flag);
  }
});

test('another shell is a mistake', async () => {
  expect(await ntm(['completion', 'tcsh'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'ntm: shell must be one of "bash", "zsh", "fish", got "tcsh"\n',
  });
});
