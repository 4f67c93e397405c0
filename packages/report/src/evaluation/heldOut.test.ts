import {createTask, evaluationTaskOf, RandomStream} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {splitText} from './heldOut.js';

const options = {classes: 2, size: 4, trainingCharacters: 6, heldOutCharacters: 4};

test.each([
  ['train', 'held-out'],
  ['held-out', 'train'],
])(
  'what was trained on the split %s is tried on the split %s, and on nothing else that is new',
  (split, other) => {
    const task = createTask('few-shot', {...options, split});
    const tried = evaluationTaskOf(task);
    expect(tried.config).toEqual({...task.config, split: other});
    const inputs = ({sample}: typeof task) => sample(new RandomStream(1), 2).inputs;
    expect(inputs(tried)).toEqual(inputs(createTask('few-shot', {...options, split: other})));
    expect(inputs(tried)).not.toEqual(inputs(task));
    expect(splitText(tried)).toBe(`, of classes held out from training (split ${other})`);
  },
);

test('a task without a split is evaluated as it is', () => {
  const task = createTask('copy', {vectorWidth: 2});
  expect(evaluationTaskOf(task)).toBe(task);
  expect(splitText(task)).toBe('');
});

test('rejects too few held-out classes', () => {
  const task = createTask('few-shot', {...options, classes: 5});
  expect(() => evaluationTaskOf(task)).toThrow('few-shot.classes must be an integer at most 4, got 5');
});
