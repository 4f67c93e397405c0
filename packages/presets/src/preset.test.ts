import {ArgumentError} from '@ntmjs/arguments';
import {withRows} from '@ntmjs/layers';
import {createTask, taskNames} from '@ntmjs/tasks';
import {useBackend, useFolder} from '@ntmjs/test-support';
import {createOptimizer, train} from '@ntmjs/training';
import {Run} from '@ntmjs/training/runs';
import {describe, expect, test} from 'vitest';
import type {ModelName} from './architectures/index.js';
import {createModel, modelNameOf, modelNames} from './model.js';
import {type PaperTask, paperModelNames, paperModels, paperTasks} from './paper.js';
import {fittingTraining, presetFor} from './preset.js';
import type {NtmConfig, SettingsName} from './types.js';

const path = useFolder();

const all: readonly (readonly [string, ModelName, SettingsName])[] = [
  ...paperTasks.flatMap((task) => paperModelNames.map((model) => [task, model, 'paper'] as const)),
  ...taskNames.flatMap((task) => modelNames.map((model) => [task, model, 'measured'] as const)),
];

/** How many parameters a model has. */
function countParams(...names: (typeof all)[number]): number {
  const preset = presetFor(...names);
  const model = createModel(preset.model, createTask(names[0], preset.task), 1);
  const count = model.countParams();
  model.dispose();
  return count;
}

describe('every preset', () => {
  useBackend('wasm');

  test.each(all)(
    '%s, %s, %s makes a model that runs compiled, and training that begins',
    {tags: ['full']},
    async (taskName, name, settings) => {
      const preset = presetFor(taskName, name, settings);
      const task = createTask(taskName, preset.task);
      const model = createModel(preset.model, task, 1);
      const {training} = preset;
      const config = {
        task: {name: taskName, config: {...task.config}},
        model: {...preset.model},
        training,
        seed: 1,
        backend: 'wasm',
      };
      const run = await Run.create(path('run'), config, {});
      expect((await Run.open(run.folder)).config).toEqual(config);
      expect(modelNameOf(run.config.model)).toBe(name);
      const optimizer = createOptimizer(training.optimizer);
      const signal = AbortSignal.abort();
      const events = [];
      for await (const event of train({...training, withRows, model, task, optimizer, seed: 1, signal})) {
        events.push(event);
      }
      expect(events).toMatchObject([{type: 'end', reason: 'stopped', report: {engine: 'compiled'}}]);
      model.dispose();
    },
  );

  test.each<[PaperTask, number]>([
    ['copy', 1_352_969],
    ['repeat-copy', 5_312_007],
    ['associative-recall', 1_344_518],
    ['n-grams', 331_905],
  ])('the paper’s baseline for %s has %d parameters, as in the paper', (task, parameters) => {
    expect(countParams(task, 'lstm', 'paper')).toBe(parameters);
  });

  test.each<[PaperTask, ModelName, number]>([
    ['copy', 'ntm-feedforward', 13_260],
    ['copy', 'ntm-lstm', 62_260],
    ['copy', 'lstm', 1_349_128],
    ['copy', 'dnc', 62_042],
    ['associative-recall', 'ntm-feedforward', 119_382],
    ['n-grams', 'ntm-lstm', 60_773],
  ])('measured, for %s the model %s has %d parameters', (task, model, parameters) => {
    expect(countParams(task, model, 'measured')).toBe(parameters);
  });
});

describe('presetFor', () => {
  test('defaults to the measured settings', () => {
    expect(presetFor('copy', 'ntm-feedforward')).toEqual(presetFor('copy', 'ntm-feedforward', 'measured'));
    expect(presetFor('copy', 'ntm-feedforward')).not.toEqual(presetFor('copy', 'ntm-feedforward', 'paper'));
  });

  test('states the source of a preset', () => {
    expect(presetFor('copy', 'ntm-lstm').source).toBe('measured');
    expect(presetFor('copy', 'ntm-lstm', 'paper').source).toBe('paper');
    expect(presetFor('copy', 'dnc').source).toBe('measured');
    const general = presetFor('priority-sort', 'dnc');
    expect(general).toMatchObject({
      source: 'general',
      training: {solved: presetFor('priority-sort', 'ntm-lstm').training.solved},
    });
    expect(presetFor('few-shot', 'ntm-lstm').source).toBe('general');
  });

  test('rejects the paper’s settings for a model that it does not have', () => {
    expect(() => presetFor('copy', 'dnc', 'paper')).toThrow(
      'settings must be omitted for DNC, which is not a model of the paper, got "paper"',
    );
  });

  test('measured, n-grams and sorting learn where to begin, and nothing else does', () => {
    for (const task of paperTasks) {
      for (const name of ['ntm-feedforward', 'ntm-lstm'] as const) {
        const {memory, firstWeighting} = presetFor(task, name).model as NtmConfig;
        const learned = {'n-grams': ['learned', 'uniform'], 'priority-sort': ['learned', 'learned']};
        expect([memory.contents, firstWeighting]).toEqual(
          learned[task as keyof typeof learned] ?? [undefined, undefined],
        );
        expect(memory).toMatchObject({rows: 128, width: 20});
      }
    }
  });

  test('the paper trains with its RMSProp, its rates and its clipping for a million sequences', () => {
    for (const task of paperTasks) {
      for (const name of paperModelNames) {
        expect(presetFor(task, name, 'paper').training).toEqual({
          batch: 1,
          compile: 'auto',
          sequences: 1_000_000,
          solved: presetFor(task, name, 'measured').training.solved,
          optimizer: {
            type: 'gravesRmsProp',
            learningRate: paperModels[task as PaperTask][name].learningRate,
          },
          clip: {elementwise: 10},
        });
      }
    }
  });

  test('the paper’s tasks equal ours except for the markers of copies and the sign of n-grams', () => {
    const options = paperTasks.map((task) => presetFor(task, 'ntm-lstm', 'paper').task);
    expect(options).toEqual([{startMarker: true, endMarker: true}, {}, {}, {signed: false}, {}]);
    for (const task of paperTasks) expect(presetFor(task, 'ntm-lstm').task).toEqual({});
  });

  test.each([
    ['copy', 'best', 'settings must be one of "measured", "paper", got "best"'],
    ['sing', 'paper', 'task must be one of "copy", "repeat-copy", '],
    [
      'few-shot',
      'paper',
      'settings must be omitted for few-shot, which is not a task of the paper, got "paper"',
    ],
    ['constructor', 'measured', 'task must be one of "copy", "repeat-copy", '],
  ])('rejects %s with the settings %s', (task, settings, message) => {
    expect(() => presetFor(task, 'ntm-lstm', settings as 'paper')).toThrow(ArgumentError);
    expect(() => presetFor(task, 'ntm-lstm', settings as 'paper')).toThrow(message);
  });

  test.each([
    [undefined, 'model must be one of "ntm-feedforward", '],
    ['NTM', '(did you mean "ntm-feedforward"?), got "NTM"'],
  ])('rejects the model %s', (model, message) => {
    expect(() => presetFor('copy', model as 'lstm')).toThrow(ArgumentError);
    expect(() => presetFor('copy', model as 'lstm')).toThrow(message);
  });
});

test('a curriculum is dropped where it starts beyond the task', () => {
  const preset = presetFor('few-shot', 'mann');
  const task = (maxShots: number) => createTask('few-shot', {maxShots});
  expect(fittingTraining(preset, task(5), preset.model)).toEqual(preset.training);
  const {curriculum, ...rest} = preset.training;
  expect(curriculum).toMatchObject({part: 'shots', start: 5});
  expect(fittingTraining(preset, task(4), preset.model)).toEqual(rest);
  const stepping = {type: 'stepping', part: 'shots', start: 5, step: 1, below: 60} as const;
  const other = {...preset, training: {...rest, curriculum: stepping}};
  expect(fittingTraining(other, task(5), preset.model)).toEqual(other.training);
  expect(fittingTraining(other, task(4), preset.model)).toEqual(rest);
});

test('other numbers of memory rows are dropped where the memory or its start is another', () => {
  const preset = presetFor('copy', 'ntm-feedforward');
  const task = createTask('copy', {maxLength: 1});
  const model = preset.model as NtmConfig;
  const {memorySizes, ...rest} = preset.training;
  expect(memorySizes).toMatchObject([{rows: 2048}]);
  expect(fittingTraining(preset, task, model)).toEqual(preset.training);
  expect(fittingTraining(preset, task, {...model, shiftRange: 2})).toEqual(preset.training);
  for (const other of [
    {memory: {...model.memory, rows: 1024}},
    {memory: {...model.memory, contents: 'learned' as const}},
    {firstWeighting: 'learned' as const},
  ]) {
    expect(fittingTraining(preset, task, {...model, ...other})).toEqual(rest);
  }
});
