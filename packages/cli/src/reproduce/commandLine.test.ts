import {expect, test} from 'vitest';
import {commandLine, DEFAULTS} from './commandLine.js';

const usual = {...DEFAULTS, task: [...DEFAULTS.task], jobs: 4, lease: 60};

test('a report is one plain command', () => {
  expect(commandLine({...usual, report: 'docs/results'})).toBe('npx ntm reproduce --report docs/results');
});

test('whatever changes the runs or the report is on the command line', () => {
  const options = {
    ...usual,
    ...{
      task: ['copy', 'dyck'],
      taskOption: {maxLength: 3},
      model: ['lstm'],
      access: ['./my-access.js'],
      settings: 'paper',
      seeds: 2,
    },
    ...{sequences: 30, episodes: 10, runs: 'mine', budget: 5, pretrained: 'models'},
  };
  expect(commandLine(options)).toBe(
    'npx ntm reproduce --task copy,dyck --task-option maxLength=3 --model lstm --access ./my-access.js --settings paper --seeds 2 ' +
      '--sequences 30 --episodes 10 --runs mine',
  );
});
