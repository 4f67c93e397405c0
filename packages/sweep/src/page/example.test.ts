import {expect, test} from 'vitest';
import {readSweep, type SweepConfig} from '../config/sweepConfig.js';
import {sweepExample} from './example.js';

/** What the program of an example exports. */
function exported(text: string): SweepConfig {
  const program = text.replace(/^import .*$/m, '').replace('export default defineSweep', 'return ');
  return new Function(program)() as SweepConfig;
}

test('the examples are the same sweep, which can be read', async () => {
  const {$schema, ...json} = JSON.parse(sweepExample('sweep.json'));
  expect($schema).toMatch(/sweep\.schema\.json$/);
  expect(await readSweep('sweep.json', json)).toMatchObject({points: 20, seeds: 3});
  expect(exported(sweepExample('sweep.js'))).toEqual(json);
  expect(exported(sweepExample('a/sweep.ts'))).toEqual(json);
});

test('a program says what each field means', () => {
  const text = sweepExample('sweep.js');
  expect(text).toContain('  // grid: all combinations; random; tpe: ');
  for (const field of [
    'run',
    'method',
    'points',
    'space',
    'seeds',
    'objective',
    'evaluation',
    'budget',
    'stopping',
  ])
    expect(text).toMatch(new RegExp(`// .*\\n +${field}: `));
});

test('another kind of file is refused', () => {
  expect(() => sweepExample('sweep.yaml')).toThrow(
    'the ending of the file must be one of ".ts", ".js", ".mjs", ".json"',
  );
});
