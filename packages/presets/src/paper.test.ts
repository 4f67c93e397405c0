import {readFileSync} from 'node:fs';
import {lstmBaseline, ntm} from '@ntmjs/layers';
import {useBackend} from '@ntmjs/test-support';
import {describe, expect, test} from 'vitest';
import {type PaperModelName, type PaperTask, paperModels} from './paper.js';

type Channels = readonly [inputs: number, outputs: number];

/** The widths of each task, and how many parameters its models have at them here. */
const TASKS: readonly (readonly [PaperTask, Channels, Readonly<Record<PaperModelName, number>>])[] = [
  ['copy', [9, 8], {'ntm-feedforward': 13_260, 'ntm-lstm': 62_260, lstm: 1_349_128}],
  ['repeat-copy', [8, 7], {'ntm-feedforward': 13_039, 'ntm-lstm': 61_739, lstm: 5_312_007}],
  ['associative-recall', [8, 6], {'ntm-feedforward': 119_382, 'ntm-lstm': 61_618, lstm: 1_344_518}],
  ['n-grams', [1, 1], {'ntm-feedforward': 11_613, 'ntm-lstm': 58_213, lstm: 331_905}],
  ['priority-sort', [10, 8], {'ntm-feedforward': 470_504, 'ntm-lstm': 256_868, lstm: 348_424}],
];

/** How many parameters a model of the paper has at such widths. */
function countParams(task: PaperTask, kind: PaperModelName, [inputs, units]: Channels): number {
  const {lstm, ...turing} = paperModels[task];
  const layer = kind === 'lstm' ? lstmBaseline({...lstm.args, units}) : ntm({...turing[kind].args, units});
  layer.build([null, null, inputs]);
  const count = layer.countParams();
  for (const weight of layer.weights) weight.dispose();
  return count;
}

describe('paperModels', () => {
  useBackend('cpu');

  test.each(TASKS)('%s has as many parameters as in the table', (task, channels, counts) => {
    expect({
      'ntm-feedforward': countParams(task, 'ntm-feedforward', channels),
      'ntm-lstm': countParams(task, 'ntm-lstm', channels),
      lstm: countParams(task, 'lstm', channels),
    }).toEqual(counts);
  });

  test.each<[PaperTask, Channels]>([
    ['copy', [10, 9]],
    ['repeat-copy', [8, 7]],
    ['associative-recall', [8, 6]],
    ['n-grams', [1, 1]],
  ])('the baseline for %s has as many parameters as in the paper', (task, channels) => {
    expect(countParams(task, 'lstm', channels)).toBe(paperModels[task].lstm.parameters);
  });

  test('counts heads in pairs', () => {
    const heads = paperModels['associative-recall']['ntm-feedforward'].args.heads!;
    expect(heads).toEqual(['write', 'write', 'write', 'write', 'read', 'read', 'read', 'read']);
    expect(paperModels['priority-sort']['ntm-lstm'].args.heads).toHaveLength(10);
  });

  test('the README shows every count', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    for (const [task, [inputs, outputs], ours] of TASKS) {
      const pairs = (['ntm-feedforward', 'ntm-lstm', 'lstm'] as const).map(
        (kind) => `${grouped(paperModels[task][kind].parameters)}, ${grouped(ours[kind])}`,
      );
      expect(readme).toContain(`| \`${task}\` | ${inputs} → ${outputs} | ${pairs.join(' | ')} |`);
    }
  });
});

/** A count with a space before every three digits, as the README writes it. */
function grouped(count: number): string {
  return count.toLocaleString('en').replaceAll(',', ' ');
}
