import type {Run} from '@ntmjs/training/runs';
import * as exports from '@ntmjs/training/runs';
import {type Module, open} from '../entrance.js';
import {checkpoint, config, inFolder, newRun, stateless, theRun, unused, withTrainedRun} from '../runs.js';
import {model, task} from '../values.js';

/** Calls a method of a new run. */
const ofRun =
  (method: 'append' | 'dropLogAfter' | 'log' | 'save' | 'write') =>
  async (...args: never[]) => {
    const run = await newRun();
    try {
      await (run[method] as (...args: never[]) => Promise<unknown>)(...args);
    } finally {
      await run.close();
    }
  };

export const trainingRunsModule: Module = {
  name: 'training/runs',
  exports,
  entrances: {
    copyRun: {
      args: () => [theRun, 'copy'],
      call: (given: Run, path: unknown) =>
        withTrainedRun((run) =>
          exports.copyRun(
            given === theRun ? run : given,
            (typeof path === 'string' && path !== '' ? unused() : path) as never,
          ),
        ),
      required: 2,
    },
    fileSystem: () => ['folder'],
    lockFolder: {
      args: () => ['run', 'folder'],
      call: async (argument: never, path: string) => {
        const at = inFolder(path) as string;
        if (at !== path) await exports.makeFolder(at);
        await (await exports.lockFolder(argument, at)).release();
      },
    },
    makeFolder: {args: () => ['folder'], call: (path: never) => exports.makeFolder(inFolder(path) as never)},
    readIfThere: {args: () => ['file'], call: (path: never) => exports.readIfThere(inFolder(path) as never)},
    remove: {args: () => ['file'], call: (path: never) => exports.remove(inFolder(path) as never)},
    rewind: {
      args: () => [theRun, model(), stateless()],
      call: (given: Run, ...others: [never, never]) =>
        withTrainedRun((run) => exports.rewind(given === theRun ? run : given, ...others)),
      required: 3,
    },
    thisProcess: () => [],
    trainRun: {
      args: () => [
        {
          run: theRun,
          model: model(),
          task: task(),
          optimizer: stateless(),
          onNaN: 'stop',
          signal: new AbortController().signal,
        },
      ],
      call: (args: exports.TrainRunArgs) =>
        withTrainedRun(async (run) => {
          const given = args?.run === theRun ? {...args, run} : args;
          for await (const _ of exports.trainRun(given)) break;
        }),
      shallow: ['[0].task'],
    },
    'Run.create': {
      args: () => ['run', config(), open({ntmjs: '1.0.0'})],
      call: async (path: never, ...args: [never, never]) => {
        const at = typeof path === 'string' && path !== '' ? unused() : path;
        await (await exports.Run.create(at as never, ...args)).close();
      },
      // A list is read as an object.
      any: ['[1].task.config', '[1].model', '[1].training.clip'],
      // They have entrances of their own: createTask, createModel, createOptimizer and createCurriculum.
      shallow: ['[1].task.config', '[1].model', '[1].training.optimizer', '[1].training.curriculum'],
      required: 3,
    },
    'Run.open': {
      args: () => ['run', {edited: true}],
      call: async (path: never, args: never) => {
        const run = await newRun();
        await run.close();
        await exports.Run.open(path === 'run' ? (run.folder as never) : path, args);
      },
      required: 1,
    },
    'Run().dropLogAfter': {args: () => [1], call: ofRun('dropLogAfter'), required: 1},
    'Run().log': {args: () => [open({sequences: 1})], call: ofRun('log'), required: 1},
    'Run().save': {args: () => [checkpoint()], call: ofRun('save'), required: 1},
    'Run().append': {args: () => ['a.bin', new Uint8Array(1)], call: ofRun('append'), required: 2},
    'Run().write': {args: () => ['a.txt', 'a text'], call: ofRun('write'), required: 2},
    writeWhole: {
      args: () => ['file', 'a text'],
      call: (path: never, text: never) => exports.writeWhole(inFolder(path) as never, text),
    },
  },
  unchecked: {
    reason:
      'an error, a class that its own methods construct, or what reads the text of a file or its result, or a process, which its own tests spoil',
    names: ['Run', 'WriteError', 'hasEnded', 'isHere', 'meanIn', 'parseRunFile', 'runFile'],
  },
};
