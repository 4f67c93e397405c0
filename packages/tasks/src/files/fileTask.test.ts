import {writeFileSync} from 'node:fs';
import {ArgumentError} from '@ntmjs/arguments';
import {useFolder} from '@ntmjs/test-support';
import {describe, expect, test} from 'vitest';
import {evaluationTaskOf} from '../evaluation.js';
import {RandomStream} from '../random.js';
import {requireSampling, requireTask} from '../taskCheck.js';
import {fileTask} from './fileTask.js';

const path = useFolder();

function makerOf(name: string, text: string) {
  writeFileSync(path(name), text);
  return fileTask(path(name), name);
}

const json = [
  {
    inputs: [
      [0, 0.5],
      [1, -2],
    ],
    targets: [null, [1]],
  },
  {inputs: [[3, 4]], targets: [[0]]},
];
const jsonLines = `${json.map((each) => JSON.stringify(each)).join('\n')}\n`;
const csv = `sequence,input a,input b,target
one,0,0.5,
one,1,-2,1
2,3,4e0,0
`;
const files = {'My data.jsonl': jsonLines, 'my-data.csv': csv, 'MY_DATA.ndjson': `\n${jsonLines}\n`};

describe.each(Object.entries(files))('%s', (name, text) => {
  test('is a task, whose episodes are its sequences', () => {
    const task = makerOf(name, text)({heldOut: 0});
    expect(task).toMatchObject({
      name: 'my-data',
      title: name,
      inputSize: 2,
      outputSize: 1,
      config: {heldOut: 0},
    });
    requireSampling(requireTask('task', task));
    const {steps, inputs, targets, mask} = task.sample(new RandomStream(1), 40);
    expect(steps).toBe(2);
    const samples = Array.from({length: 40}, (_, sample) => ({
      inputs: [...inputs.slice(4 * sample, 4 * sample + 4)],
      targets: [...targets.slice(2 * sample, 2 * sample + 2)],
      mask: [...mask.slice(2 * sample, 2 * sample + 2)],
    }));
    expect(samples).toContainEqual({inputs: [0, 0.5, 1, -2], targets: [0, 1], mask: [0, 1]});
    expect(samples).toContainEqual({inputs: [3, 4, 0, 0], targets: [0, 0], mask: [1, 0]});
    expect(new Set(samples.map((sample) => JSON.stringify(sample))).size).toBe(2);
  });

  test('its difficulty is the most steps of a sequence', () => {
    const task = makerOf(name, text)({heldOut: 0});
    for (let draw = 0; draw < 10; draw++)
      expect(task.sample(new RandomStream(draw), 3, {steps: 1}).steps).toBe(1);
    expect(() => task.sample(new RandomStream(1), 1, {steps: 3})).toThrow('difficulty.steps must be');
  });
});

test('columns have the names of the file', () => {
  expect(makerOf('data.csv', csv)({heldOut: 0})).toMatchObject({
    inputChannels: ['input a', 'input b'],
    outputChannels: ['target'],
  });
});

test('a byte order mark and lines of Windows are no part of it', () => {
  const task = makerOf('data.csv', `\u{feff}${csv.replaceAll('\n', '\r\n')}`)({heldOut: 0.5});
  expect(task.sample(new RandomStream(1), 1).inputSize).toBe(2);
});

test('a share of the sequences is held out, the same each time', () => {
  const numbered = Array.from({length: 20}, (_, index) =>
    JSON.stringify({inputs: [[index]], targets: [[1]]}),
  );
  const maker = makerOf('data.jsonl', numbered.join('\n'));
  const valuesOf = (task: ReturnType<typeof maker>) => new Set(task.sample(new RandomStream(1), 2000).inputs);
  const [task, again] = [maker({heldOut: 0.25}), maker({heldOut: 0.25})];
  const [trained, held] = [valuesOf(task), valuesOf(evaluationTaskOf(task))];
  expect([trained.size, held.size]).toEqual([15, 5]);
  expect(new Set([...trained, ...held]).size).toBe(20);
  expect(valuesOf(evaluationTaskOf(again))).toEqual(held);
});

test('of two sequences one is held out, of one none', () => {
  const two = makerOf('two.csv', csv)({});
  expect(two.evaluationTask).toBeDefined();
  expect(makerOf('one.jsonl', JSON.stringify(json[0]))({}).evaluationTask).toBeUndefined();
});

test('sequences that do not fit a chunk of the file are whole', () => {
  const long = Array.from({length: 30_000}, (_, index) => [index % 7]);
  const line = JSON.stringify({inputs: long, targets: long.map((_, index) => (index % 2 ? null : [1]))});
  const {steps, inputs, mask} = makerOf(
    'long.jsonl',
    `${line}\n${line}`,
  )({heldOut: 0.5}).sample(new RandomStream(1), 1);
  expect([steps, inputs[29_999], mask[29_998], mask[29_999]]).toEqual([30_000, 29_999 % 7, 1, 0]);
});

const one = '{"inputs": [[1]], "targets": [[1]]}';
const wrong: readonly [string, string, string][] = [
  ['empty.jsonl', '', 'empty.jsonl must be a file with at least one sequence'],
  ['a.jsonl', `${one}\n{"inputs": [[1]], `, 'a.jsonl:2 must be valid JSON'],
  ['a.jsonl', '[1]', 'a.jsonl:1'],
  ['a.jsonl', '{"inputs": [], "targets": []}', 'a.jsonl:1: inputs must be'],
  ['a.jsonl', '{"inputs": [[1]], "target": [[1]]}', 'a.jsonl:1.target must be omitted'],
  ['a.jsonl', '{"inputs": [[1], [2]], "targets": [[1]]}', 'a.jsonl:1: targets.length must be 2'],
  ['a.jsonl', '{"inputs": [[1]], "targets": [null]}', 'a.jsonl:1: targets must be not null at one step'],
  [
    'a.jsonl',
    `${one}\n\n{"inputs": [[1, 2]], "targets": [[1]]}`,
    'a.jsonl:3: inputs[0] must be a list of 1 numbers',
  ],
  [
    'a.jsonl',
    '{"inputs": [[1], ["2"]], "targets": [[1], [0]]}',
    'a.jsonl:1: inputs[1][0] must be a finite number in single precision, got "2"',
  ],
  ['a.jsonl', '{"inputs": [[1]], "targets": [[0.5]]}', 'a.jsonl:1: targets[0][0] must be 0 or 1, got 0.5'],
  ['empty.csv', '', 'empty.csv must be a file with a line of names'],
  ['a.jsonl', '{"inputs": [[1e39]], "targets": [[1]]}', 'a.jsonl:1: inputs[0][0] must be a finite number in'],
  [
    'a.csv',
    'sequence,input0,target0\n',
    'a.csv must be a file with a line of names and at least one sequence, got "the names alone"',
  ],
  ['a.csv', 'sequence,input0\n1,2\n', 'a.csv:1 must be names of columns: sequence'],
  [
    'a.csv',
    'sequence,input0,target0,other\n',
    'a.csv:1: column 4 must be sequence, or begin with input or target, got "other"',
  ],
  ['a.csv', 'sequence,input0,input0,target0\n', 'a.csv:1: column 3 must be named as no other column'],
  [
    'a.csv',
    'sequence,input0,target0\n1,1e39,1\n',
    'a.csv:2: input0 must be a finite number in single precision',
  ],
  [
    'a.csv',
    'sequence,input0,target0\n1,2\n',
    'a.csv:2 must be 3 values, as many as there are columns, got 2',
  ],
  [
    'a.csv',
    'sequence,input0,target0\n1,x,1\n',
    'a.csv:2: input0 must be a finite number in single precision, got "x"',
  ],
  [
    'a.csv',
    'sequence,input0,target0\n1,0x10,1\n',
    'a.csv:2: input0 must be a finite number in single precision, got "0x10"',
  ],
  [
    'a.csv',
    'sequence,input0,target0\n1,2,3\n',
    'a.csv:2: target0 must be 0 or 1, or all targets of a line empty, got "3"',
  ],
  ['a.csv', 'sequence,input0,target0,target1\n1,2,1,\n', 'a.csv:2: target1 must be 0 or 1, or all targets'],
  [
    'a.csv',
    'sequence,input0,target0\n1,2,\n',
    'a.csv:2: sequence 1 must be one with a target at one step at least',
  ],
  [
    'a.csv',
    'sequence,input0,target0\n1,2,1\n2,2,1\n1,2,1\n',
    'a.csv:4: sequence must be one that has not been there before',
  ],
  [
    'a.csv',
    'sequence,input0,target0\n"1",2,1\n',
    'a.csv:2 must be numbers and names without quotation marks',
  ],
];
test.each(wrong)('a mistake is named by its line and place: %s %j', (name, text, message) => {
  expect(() => makerOf(name, text)).toThrow(ArgumentError);
  expect(() => makerOf(name, text)).toThrow(message);
});

test('a file may have more sequences than a function has arguments', () => {
  const task = makerOf('many.jsonl', '{"inputs": [[1]], "targets": [[1]]}\n'.repeat(200_000))({});
  expect(task.trainingRange).toEqual({steps: {min: 1, max: 1}});
});

test('what is no text is refused before it fills the memory', () => {
  expect(() => makerOf('huge.jsonl', ' '.repeat(2 ** 24 + 2 ** 17))).toThrow(
    'huge.jsonl:1 must be a line of at most',
  );
});

/** Changes a text at a few places: bytes replaced, cut out, doubled, or the end cut off. */
function mutated(text: string, random: RandomStream): string {
  let result = text;
  for (let change = random.integer(1, 4); change > 0; change--) {
    const [from, length] = [random.integer(0, result.length), random.integer(0, 6)];
    const [before, part, after] = [
      result.slice(0, from),
      result.slice(from, from + length),
      result.slice(from + length),
    ];
    const alphabet = '0123456789.,-+eE"{}[]\n\r\t nulseqic:\u{0}\u{fffd}';
    const other = Array.from({length}, () => alphabet[random.integer(0, alphabet.length - 1)]).join('');
    result = [before + other + after, before + after, before + part + part + after, before][
      random.integer(0, 3)
    ]!;
  }
  return result;
}

describe('files that were changed at random are read, or refused by an ArgumentError', () => {
  const tryAll = (count: number) => {
    const random = new RandomStream(1, 'mutations');
    let refused = 0;
    for (let index = 0; index < count; index++) {
      const [name, text] = index % 2 === 0 ? ['a.csv', csv] : ['a.jsonl', jsonLines];
      try {
        const task = makerOf(name, mutated(text, random))({heldOut: 0});
        requireSampling(requireTask('task', task));
      } catch (error) {
        if (!(error instanceof ArgumentError)) throw error;
        refused++;
      }
    }
    // Most changes break the file, some do not.
    expect(refused).toBeGreaterThan(count / 2);
    expect(refused).toBeLessThan(count);
  };
  test('300 of them', () => tryAll(300));
  test('10 000 of them', {tags: ['full']}, () => tryAll(10_000));
});
