import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import * as exports from '@ntmjs/tasks';
import {RandomStream} from '@ntmjs/tasks';
import * as modules from '@ntmjs/tasks/modules';
import * as omniglot from '@ntmjs/tasks/omniglot';
import {type Call, type Module, open} from '../entrance.js';
import {episodes, folder, task} from '../values.js';

const random = () => new RandomStream(1);
const logits = () => new Float32Array(episodes().targets.length);

/** `sample` of a task, with a difficulty for one episode. */
const sampleOf = (create: () => {readonly sample: unknown}, difficulty: object): Call => ({
  args: () => [random(), 1, {...difficulty}],
  call: (...given: never[]) => (create().sample as (...args: never[]) => unknown)(...given),
  required: 2,
});

/** A maker of tasks; they check the options alone. */
const made = (options: object): Call => ({args: () => [{...options}]});

/** The entrances of the tasks of the Chomsky hierarchy, which take the same options. */
const chomskyEntrances = Object.fromEntries(
  exports.chomskyTasks.flatMap((create): [string, Call][] => [
    [create.name, made({minLength: 2, maxLength: 3})],
    [`${create.name}().sample`, sampleOf(create, {length: 3})],
  ]),
);

const questions = () => [open({inputs: [[1, 0]], answer: [[1]]})];

export const tasksModule: Module = {
  name: 'tasks',
  exports,
  entrances: {
    associativeRecallTask: made({vectorWidth: 2, itemLength: 1, minItems: 2, maxItems: 3}),
    'associativeRecallTask().sample': sampleOf(exports.associativeRecallTask, {items: 2}),
    bitsOfEachSequence: () => [logits(), episodes()],
    bitsPerSequence: () => [logits(), episodes()],
    blankEpisodes: () => [open({batch: 1, steps: 2, inputSize: 3, outputSize: 1})],
    ...chomskyEntrances,
    copyStreamTask: made({vectorWidth: 2, maxLength: 2, maxCopies: 2}),
    'copyStreamTask().sample': sampleOf(exports.copyStreamTask, {length: 1, copies: 2}),
    copyTask: made({vectorWidth: 2, minLength: 1, maxLength: 2, startMarker: true, endMarker: true}),
    'copyTask().sample': sampleOf(exports.copyTask, {length: 2}),
    createTask: () => ['copy', {maxLength: 2}],
    drawVectors: () => [random(), 2, 3],
    dyckTask: made({kinds: 1, minPairs: 1, maxPairs: 2, depth: 2}),
    'dyckTask().sample': sampleOf(exports.dyckTask, {pairs: 2, depth: 2}),
    evaluationDifficulties: () => [task()],
    evaluationStream: () => [task(), 1, {length: 2}],
    evaluationTaskOf: () => [task()],
    fewShotTask: made({classes: 2, minShots: 1, maxShots: 2}),
    'fewShotTask().sample': sampleOf(exports.fewShotTask, {shots: 1}),
    findMetric: () => [[open({name: 'bits'})], 'bits'],
    graphTraversalTask: made({maxPathEdges: 2}),
    'graphTraversalTask().sample': sampleOf(exports.graphTraversalTask, {nodes: 8, edges: 1}),
    hasEpisodes: () => [task(), open({length: 2})],
    inventedCharacters: made({size: 8, first: 0, count: 4, seed: 1}),
    'inventedCharacters().draw': {
      args: () => [random(), 1, new Float32Array(64)],
      call: exports.inventedCharacters({size: 8}).draw as (...args: never[]) => unknown,
    },
    nGramsTask: made({order: 2, steps: 4}),
    'nGramsTask().sample': sampleOf(exports.nGramsTask, {steps: 8}),
    oneHot: () => [3, 1],
    optimalPredictions: () => [open({...exports.nGramsTask({order: 2, steps: 4}).sample(random(), 1)}), 2],
    presentationAccuracy: () => [2],
    'presentationAccuracy().evaluate': {
      args: () => [logits(), episodes()],
      call: exports.presentationAccuracy(1).evaluate as (...args: never[]) => unknown,
    },
    prioritySortTask: made({vectorWidth: 2, items: 3, answers: 2}),
    'prioritySortTask().sample': sampleOf(exports.prioritySortTask, {items: 3}),
    questionEpisodes: {
      args: () => [questions(), open({inputSize: 2, outputSize: 1})],
      any: ['[0][0].inputs[0][0]', '[0][0].answer[0][0]'],
    },
    RandomStream: () => [1, 'name'],
    'RandomStream.fromState': {
      args: () => [[1, 2, 3, 4]],
      call: exports.RandomStream.fromState as (...args: never[]) => unknown,
    },
    'RandomStream.integer': {
      args: () => [1, 2],
      call: (...[min, max]: [number, number] | never[]) => random().integer(min!, max!),
    },
    'RandomStream.bits': {
      args: () => [new Float32Array(3)],
      call: (target: never) => random().bits(target),
    },
    registerTask: () => [() => ({...exports.copyTask(), name: 'other'})],
    repeatCopyTask: made({vectorWidth: 2, maxLength: 2, maxRepeats: 2}),
    'repeatCopyTask().sample': sampleOf(exports.repeatCopyTask, {length: 1, repeats: 2}),
    requireEpisodes: {args: () => ['episodes', episodes()], any: ['[0]']},
    requireTask: {args: () => ['task', task()], any: ['[0]']},
    shortestPathTask: made({maxPathEdges: 2}),
    'shortestPathTask().sample': sampleOf(exports.shortestPathTask, {nodes: 8, edges: 1}),
    shuffled: {args: () => [random(), [1, 2, 3]], any: ['[1][0]']},
    transductionTask: made({maxLength: 9}),
    'transductionTask().sample': sampleOf(exports.transductionTask, {length: 8}),
    upgradeDifficulty: {args: () => ['copy', open({length: 2})], shallow: ['[1]']},
    upgradeDifficultyPart: () => ['copy', 'length'],
    upgradeTaskConfig: {args: () => ['copy', open({bits: 2})], shallow: ['[1]']},
    vectorChannels: () => [2],
    wrongBitsOfEachSequence: () => [logits(), episodes()],
    wrongBitsPerSequence: () => [logits(), episodes()],
  },
  unchecked: {
    reason:
      'the innermost loop of training and evaluation, whose arguments are elements of arrays of numbers',
    names: ['binaryCrossEntropy'],
  },
};

/** A PNG image of one pixel. */
const image = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=',
  'base64',
);

/** Makes two characters of an alphabet, and loads them. */
async function loadTwo(path: unknown, options: never): Promise<void> {
  for (const character of ['alpha', 'beta']) {
    const at = join(folder(), 'images', 'greek', character);
    await mkdir(at, {recursive: true});
    await writeFile(join(at, '1.png'), image);
  }
  await omniglot.loadOmniglot((path === 'images' ? join(folder(), path) : path) as never, options);
}

let loads = 0;

/** Writes a module with a task, and loads it. */
async function loadOne(module: unknown, at: unknown): Promise<void> {
  const name = `one-${++loads}`; // each folder has its own
  Object.assign(globalThis, {copyTask: exports.copyTask});
  await writeFile(
    join(folder(), 'one.mjs'),
    `export default (config) => ({...copyTask(config), name: '${name}'});`,
  );
  await modules.loadTaskModule(module as never, (at === 'here' ? folder() : at) as never);
}

export const taskModulesModule: Module = {
  name: 'tasks/modules',
  exports: modules,
  entrances: {
    isTaskModule: {args: () => ['./one.mjs'], call: modules.isTaskModule},
    moduleOf: {args: () => ['one'], call: modules.moduleOf},
    loadTaskModule: {args: () => ['./one.mjs', 'here'], call: loadOne, required: 1},
  },
  unchecked: {
    reason: 'what loadTaskModule, loadAccessModule and the command, which check their arguments, are made of',
    names: ['UserModules', 'readConfigFile', 'readUserConfig', 'importModule', 'inModule'],
  },
};

export const omniglotModule: Module = {
  name: 'tasks/omniglot',
  exports: omniglot,
  entrances: {
    loadOmniglot: {
      args: () => ['images', {size: 1, splitBy: 'character', heldOut: 0.5, seed: 1}],
      call: loadTwo,
      required: 1,
    },
  },
};
