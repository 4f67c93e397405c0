import {readFileSync} from 'node:fs';
import {lstmBaseline, ntm} from '@ntmjs/layers';
import {useBackend} from '@ntmjs/test-support';
import {describe, expect, test} from 'vitest';
import {type PaperTask, paperModels} from './paperModels.js';

type Kind = 'feedforward' | 'lstm' | 'baseline';

type Channels = readonly [inputs: number, outputs: number];

/** The widths of each task, and how many parameters its models have at them here. */
const TASKS: readonly (readonly [PaperTask, Channels, Readonly<Record<Kind, number>>])[] = [
  ['copy', [9, 8], {feedforward: 13_260, lstm: 62_260, baseline: 1_349_128}],
  ['repeat-copy', [8, 7], {feedforward: 13_039, lstm: 61_739, baseline: 5_312_007}],
  ['associative-recall', [8, 6], {feedforward: 119_382, lstm: 61_618, baseline: 1_344_518}],
  ['n-grams', [1, 1], {feedforward: 11_613, lstm: 58_213, baseline: 331_905}],
  ['priority-sort', [10, 8], {feedforward: 470_504, lstm: 256_868, baseline: 348_424}],
];

/** How many parameters a model of the paper has at such widths. */
function countParams(task: PaperTask, kind: Kind, [inputs, units]: Channels): number {
  const {baseline, ...turing} = paperModels[task];
  const layer =
    kind === 'baseline' ? lstmBaseline({...baseline.args, units}) : ntm({...turing[kind].args, units});
  layer.build([null, null, inputs]);
  const count = layer.countParams();
  for (const weight of layer.weights) weight.dispose();
  return count;
}

describe('paperModels', () => {
  useBackend('cpu');

  test.each(TASKS)('%s has as many parameters as the table says', (task, channels, counts) => {
    expect({
      feedforward: countParams(task, 'feedforward', channels),
      lstm: countParams(task, 'lstm', channels),
      baseline: countParams(task, 'baseline', channels),
    }).toEqual(counts);
  });

  test.each<[PaperTask, Channels]>([
    ['copy', [10, 9]],
    ['repeat-copy', [8, 7]],
    ['associative-recall', [8, 6]],
    ['n-grams', [1, 1]],
  ])('the baseline for %s has as many parameters as the paper says', (task, channels) => {
    expect(countParams(task, 'baseline', channels)).toBe(paperModels[task].baseline.parameters);
  });

  test('tells the number of heads by their pairs', () => {
    const heads = paperModels['associative-recall'].feedforward.args.heads!;
    expect(heads).toEqual(['write', 'write', 'write', 'write', 'read', 'read', 'read', 'read']);
    expect(paperModels['priority-sort'].lstm.args.heads).toHaveLength(10);
  });

  test('the README shows every count', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    for (const [task, [inputs, outputs], ours] of TASKS) {
      const pairs = (['feedforward', 'lstm', 'baseline'] as const).map(
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
