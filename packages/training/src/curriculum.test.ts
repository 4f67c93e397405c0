import {ArgumentError} from '@ntmjs/arguments';
import {createTask, RandomStream} from '@ntmjs/tasks';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {type Curriculum, type CurriculumConfig, createCurriculum, curriculumTypes} from './curriculum.js';

const task = createTask('copy', {vectorWidth: 2, minLength: 2, maxLength: 20});

const create = (given: object = {}, from: Parameters<typeof createCurriculum>[2] = undefined) => {
  const args = {type: 'doubling', part: 'length', start: 3, below: 1, window: 2, ...given};
  return createCurriculum(args as CurriculumConfig, task, from);
};

const learn = (curriculum: Curriculum, ...bits: number[]) => {
  curriculum.learn({bits, wrongBits: bits.map(() => 0)});
  return curriculum.difficulty.length;
};

test('the maximum doubles with a full window below the threshold, and begins a new one', () => {
  const curriculum = create();
  const maxima = [0, 0, 0.5, 1.5, 0.4, 0, 0, 0, 0].map((bits) => learn(curriculum, bits));
  expect(maxima).toEqual([3, 6, 6, 6, 12, 12, 20, 20, 20]);
});

test('a stepping maximum rises by its step', () => {
  const curriculum = create({type: 'stepping', step: 7, window: 1});
  const maxima = [0, 2, 0, 0, 0].map((bits) => learn(curriculum, bits));
  expect(maxima).toEqual([10, 10, 17, 20, 20]);
});

test('is complete at the maximum of the training range, and says that it rose until it learns again', () => {
  const curriculum = create({start: 10});
  const seen = () => [curriculum.difficulty.length, curriculum.hasRisen, curriculum.complete];
  expect(seen()).toEqual([10, false, false]);
  learn(curriculum, 0, 0);
  expect(seen()).toEqual([20, true, true]);
  learn(curriculum, 0);
  expect(seen()).toEqual([20, false, true]);
});

test('a share of the batches practices what is easier than the others', () => {
  const harder = createTask('copy', {minLength: 8, maxLength: 9});
  const curriculum = createCurriculum(
    {type: 'stepping', part: 'length', start: 3, step: 2, below: 1, window: 1, practice: 0.25},
    harder,
  );
  const random = new RandomStream(1);
  const drawn = () => {
    const difficulties = Array.from({length: 2000}, () => curriculum.draw(random));
    const [easier, others] = [true, false].map((practice) =>
      difficulties.filter((each) => curriculum.isPractice(each) === practice).map(({length}) => length!),
    );
    const sorted = (lengths: number[]) => [...new Set(lengths)].sort((one, other) => one - other);
    return {share: easier!.length / 2000, easier: sorted(easier!), others: sorted(others!)};
  };
  expect(drawn()).toEqual({share: 0, easier: [], others: [3]});
  // The standard deviation of a share is 0.01.
  learn(curriculum, 0);
  const second = drawn();
  expect(second).toMatchObject({easier: [3, 4], others: [5]});
  expect(Math.abs(second.share - 0.25)).toBeLessThan(0.04);
  for (let rise = 0; rise < 2; rise++) learn(curriculum, 0);
  const last = drawn();
  expect(last).toMatchObject({easier: [3, 4, 5, 6, 7], others: [8, 9]});
  expect(Math.abs(last.share - 0.25)).toBeLessThan(0.04);
});

test('a mean at the threshold is not below it', () => {
  const curriculum = create();
  expect([learn(curriculum, 1), learn(curriculum, 1), learn(curriculum, 0)]).toEqual([3, 3, 6]);
});

test('a batch counts as its sequences', () => {
  const curriculum = create({window: 4});
  expect([learn(curriculum, 0, 0, 0), learn(curriculum, 0, 9, 9), learn(curriculum, 0, 0, 0, 0)]).toEqual([
    3, 3, 6,
  ]);
});

test('the difficulty can depend on another metric', () => {
  const curriculum = create({metric: 'wrongBits'});
  expect([learn(curriculum, 9), learn(curriculum, 9)]).toEqual([3, 6]);
});

test('the window defaults to 1000 sequences, and the metric to bits', () => {
  const curriculum = create({window: undefined, metric: undefined});
  expect(learn(curriculum, ...new Array(999).fill(0))).toBe(3);
  expect(learn(curriculum, 0)).toBe(6);
});

test('draws each length from the least to the maximum, and only these', () => {
  const curriculum = create();
  const random = new RandomStream(1);
  const drawn = () => {
    const lengths = Array.from({length: 400}, () => curriculum.draw(random).length!);
    return [...new Set(lengths)].sort((one, other) => one - other);
  };
  expect(drawn()).toEqual([2, 3]);
  learn(curriculum, 0, 0);
  expect(drawn()).toEqual([2, 3, 4, 5, 6]);
});

test('below the training range, all have the maximum', () => {
  const harder = createTask('copy', {minLength: 8, maxLength: 10});
  const curriculum = createCurriculum(
    {type: 'doubling', part: 'length', start: 3, below: 1, window: 1},
    harder,
  );
  const random = new RandomStream(1);
  const drawn = () => new Set(Array.from({length: 100}, () => curriculum.draw(random).length));
  expect(drawn()).toEqual(new Set([3]));
  learn(curriculum, 0);
  expect(drawn()).toEqual(new Set([6]));
  learn(curriculum, 0);
  expect(drawn()).toEqual(new Set([8, 9, 10]));
});

test('resumes from its state, through JSON, as if never stopped', () => {
  const batches = fc.array(fc.array(fc.double({min: 0, max: 3, noNaN: true}), {maxLength: 4}));
  fc.assert(
    fc.property(batches, fc.nat(20), (series, cut) => {
      const [whole, first] = [create({window: 3}), create({window: 3})];
      for (const bits of series) learn(whole, ...bits);
      for (const bits of series.slice(0, cut)) learn(first, ...bits);
      const second = create({window: 3}, JSON.parse(JSON.stringify(first.state)));
      for (const bits of series.slice(cut)) learn(second, ...bits);
      expect(second.state).toEqual(whole.state);
      const random = [new RandomStream(5), new RandomStream(5)] as const;
      expect(second.draw(random[0])).toEqual(whole.draw(random[1]));
    }),
  );
});

const short = createTask('copy', {vectorWidth: 2, maxLength: 4});

test('always the same difficulty, also beyond the training range, and no randomness', () => {
  const curriculum = createCurriculum({type: 'fixed', difficulty: {length: 9}}, short);
  const random = new RandomStream(1);
  for (let count = 0; count < 5; count++) {
    expect(curriculum.draw(random)).toEqual({length: 9});
    curriculum.learn({bits: [0], wrongBits: [0]});
  }
  expect(curriculum.difficulty).toEqual({length: 9});
  expect(curriculum.state).toBeUndefined();
  expect([curriculum.complete, curriculum.hasRisen, curriculum.isPractice({length: 1})]).toEqual([
    true,
    false,
    false,
  ]);
  expect(random.state).toEqual(new RandomStream(1).state);
});

test('the task draws the missing parts', () => {
  const {draw} = createCurriculum({type: 'fixed', difficulty: {}}, short);
  const random = new RandomStream(1);
  const steps = Array.from({length: 40}, () => short.sample(random, 1, draw(random)).steps);
  expect(new Set(steps)).toEqual(new Set([3, 5, 7, 9]));
});

test('the types of curricula', () => {
  expect(curriculumTypes).toEqual(['fixed', 'doubling', 'stepping']);
});

const valid = {type: 'doubling', part: 'length', start: 2, below: 1};
const doublingOptions = 'the options are part, start, metric, below, window, practice';

test.each([
  [undefined, 'curriculum must be an object whose type is fixed or doubling or stepping, got undefined'],
  [{type: 'random'}, 'curriculum.type must be one of "fixed", "doubling", "stepping", got "random"'],
  [{type: 'fixed'}, 'curriculum.difficulty must be an object with the options length, got undefined'],
  [
    {type: 'fixed', difficulty: {size: 3}},
    'curriculum.difficulty.size must be omitted (the options are length), got 3',
  ],
  [{type: 'fixed', difficulty: {length: 0}}, 'difficulty.length must be a positive integer, got 0'],
  [
    {type: 'fixed', difficulty: {}, below: 1},
    'curriculum.below must be omitted (the options are difficulty), got 1',
  ],
  [{...valid, part: 'size'}, 'curriculum.part must be one of "length", got "size"'],
  [{...valid, start: 0}, 'curriculum.start must be a positive integer, got 0'],
  [{...valid, start: 21}, 'curriculum.start must be an integer at least 1 and at most 20, got 21'],
  [{...valid, start: 2.5}, 'curriculum.start must be a positive integer, got 2.5'],
  [{...valid, metric: 'loss'}, 'curriculum.metric must be one of "bits", "wrongBits", got "loss"'],
  [{...valid, below: '1'}, 'curriculum.below must be a finite number, got "1"'],
  [{...valid, window: 0}, 'curriculum.window must be a positive integer, got 0'],
  [{...valid, practice: 1}, 'curriculum.practice must be a finite number at least 0 and below 1, got 1'],
  [{...valid, step: 1}, `curriculum.step must be omitted (${doublingOptions}), got 1`],
  [{...valid, type: 'stepping'}, 'curriculum.step must be a positive integer, got undefined'],
  [{...valid, type: 'stepping', step: 0}, 'curriculum.step must be a positive integer, got 0'],
  [{...valid, factor: 2}, `curriculum.factor must be omitted (${doublingOptions}), got 2`],
])('rejects %o', (args, message) => {
  expect(() => createCurriculum(args as CurriculumConfig, task)).toThrow(ArgumentError);
  expect(() => createCurriculum(args as CurriculumConfig, task)).toThrow(message);
});

test.each([1, 21])('rejects a state with a maximum of %d', (max) => {
  const create = () => createCurriculum(valid as CurriculumConfig, task, {max, values: []});
  expect(create).toThrow(`state.curriculum.max must be an integer at least 2 and at most 20, got ${max}`);
});
