import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {eventsOf, interrupted, ntm, smallModel} from '../fixtures/command.js';
import {metricsOf, weightsOf} from '../fixtures/runFiles.js';

const path = useFolder();

const evaluation = ['--at', 'length=1', '--episodes', '1', '--json'];

/** Training in which the rate falls, the curriculum rises and the optimizer remembers. */
const args = [
  'train',
  'copy',
  ...['vectorWidth=2', 'maxLength=4'].flatMap((option) => ['--task-option', option]),
  ...['--batch', '50', '--sequences', '2400', '--learning-rate', '0.01', '--decay', '0.1/2000'],
  ...['--curriculum', 'length=1', '--advance-below', '100'],
  ...evaluation,
];
const lstm = ['--architecture', 'lstm', '--units', '6', '--layers', '2'];

const learnedStart = [
  ...['--controller', 'lstm', '--first-controller-state', 'learned', '--first-reads', 'learned'],
  ...['--contents', 'learned', '--contents-deviation', '0.5', '--first-weighting', 'learned'],
  ...['--key-strength-bias', '1', '--gate-bias', '-1'],
];

test.each([
  ['Adam', [...smallModel, '--optimizer', 'adam']],
  ['Adam, step by step', [...smallModel, '--optimizer', 'adam', '--eager']],
  ['Graves’ RMSProp', [...smallModel, '--optimizer', 'gravesRmsProp']],
  ['a learned start', [...smallModel, ...learnedStart]],
  ['an LSTM without a memory', [...lstm, '--optimizer', 'adam']],
])(
  'a run that was stopped twice has the weights of one that was not, to the last bit: %s',
  async (_, more) => {
    const [run, whole] = [path('run'), path('whole')];
    const first = await interrupted([...args, ...more, '--run', run], /"sequences":700/);
    const second = await interrupted(['train', '--resume', run, ...evaluation], /"sequences":1300/);
    expect([first, second].map((outcome) => eventsOf(outcome).at(-1))).toMatchObject([
      {reason: 'stopped', sequences: 700, difficulty: {length: 1}},
      {reason: 'stopped', sequences: 1300, difficulty: {length: 2}},
    ]);
    const last = eventsOf(await ntm(['train', '--resume', run, ...evaluation]));
    const end = last.find(({event}) => event === 'end')!;
    expect(end).toMatchObject({reason: 'budget', sequences: 2400, difficulty: {length: 4}});
    expect(end.learningRate).toBeCloseTo(0.001, 10);
    await ntm([...args, ...more, '--run', whole]);
    expect(await weightsOf(run)).toEqual(await weightsOf(whole));
    expect(await metricsOf(run)).toEqual(await metricsOf(whole));
  },
);

test('a run that is prolonged after its end has the weights of one that was as long from the start', async () => {
  const [run, whole] = [path('run'), path('whole')];
  const short = args.map((arg) => (arg === '2400' ? '800' : arg));
  expect(
    eventsOf(await ntm([...short, ...smallModel, '--run', run])).find(({event}) => event === 'end'),
  ).toMatchObject({
    ...{reason: 'budget', sequences: 800},
  });
  const stopped = await interrupted(
    ['train', '--resume', run, '--sequences', '2400', ...evaluation],
    /"sequences":1300/,
  );
  expect(eventsOf(stopped).at(-1)).toMatchObject({reason: 'stopped', sequences: 1300});
  await ntm(['train', '--resume', run, ...evaluation]);
  await ntm([...args, ...smallModel, '--run', whole]);
  expect(await weightsOf(run)).toEqual(await weightsOf(whole));
  expect(await metricsOf(run)).toEqual(await metricsOf(whole));
});
