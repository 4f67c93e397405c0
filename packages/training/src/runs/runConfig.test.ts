import {mkdir, writeFile} from 'node:fs/promises';
import {ArgumentError} from '@ntmjs/arguments';
import {useFolder} from '@ntmjs/test-support';
import {describe, expect, test} from 'vitest';
import {configWith, versions} from '../fixtures/runs.js';
import {builtIn} from '../optimizers/createOptimizer.js';
import {Run} from './run.js';

const path = useFolder();

describe('Run.open rejects', () => {
  test.each(['missing', 'empty'])('a folder that is %s', async (name) => {
    await mkdir(path('empty'));
    const opening = Run.open(path(name));
    await expect(opening).rejects.toThrow(ArgumentError);
    await expect(opening).rejects.toThrow(
      `run must be the folder of a run, with a run.json in it, got "${path(name)}"`,
    );
  });

  test('a file', async () => {
    await writeFile(path('file'), '');
    await expect(Run.open(path('file'))).rejects.toThrow(/run must be the folder of a run/);
  });

  test.each(['', '{', '{"format": "ntmjs run, ver', 'not JSON'])('a run.json that is %j', async (text) => {
    await writeFile(path('run.json'), text);
    const opening = Run.open(path());
    await expect(opening).rejects.toThrow(ArgumentError);
    await expect(opening).rejects.toThrow(`${path('run.json')} must be valid JSON (`);
  });

  /** Parts of a run.json that are wrong, and what is said of them. */
  const wrong: [unknown[], unknown, string][] = [
    [['format'], 'ntmjs run, version 3', 'format must be "ntmjs run, version 2", got "ntmjs run, version 3"'],
    [['format'], undefined, 'format must be given, got undefined'],
    [
      ['extra'],
      3,
      'extra must be omitted (the options are $schema, format, created, versions, config), got 3',
    ],
    [['created'], 'yesterday', 'created must be a time such as 2014-10-20T12:00:00.000Z, got "yesterday"'],
    [['versions'], {tfjs: 4}, 'versions.tfjs must be an object of strings, got 4'],
    [['config'], null, 'config must be an object, got null'],
    [['config', 'seed'], 1.5, 'config.seed must be an integer, got 1.5'],
    [['config', 'seed'], '1', 'config.seed must be an integer, got "1"'],
    [['config', 'backend'], 3, 'config.backend must be a string, got 3'],
    [['config', 'task', 'name'], undefined, 'config.task.name must be given, got undefined'],
    [
      ['config', 'task', 'config', 'bits'],
      null,
      'config.task.config.bits must be number or boolean or string, got null',
    ],
    [['config', 'model'], 'ntm', 'config.model must be an object, got "ntm"'],
    [['config', 'training', 'batch'], 0, 'config.training.batch must be a positive integer, got 0'],
    [['config', 'training', 'batch'], 2.5, 'config.training.batch must be a positive integer, got 2.5'],
    [
      ['config', 'training', 'sequences'],
      '9',
      'config.training.sequences must be a positive integer, got "9"',
    ],
    [
      ['config', 'training', 'sequences'],
      1e17,
      'config.training.sequences must be an integer at least 1 and at most 9007199254740991, got 100000000000000000',
    ],
    [
      ['config', 'training', 'solved'],
      {metric: 'bits'},
      'config.training.solved.below must be given, got undefined',
    ],
    [
      ['config', 'training', 'solved'],
      {metric: 'bits', below: null},
      'config.training.solved.below must be a finite number, got null',
    ],
    [
      ['config', 'training', 'solved'],
      {metric: 'bits', above: '1'},
      'config.training.solved.above must be a finite number, got "1"',
    ],
    [
      ['config', 'training', 'solved'],
      {metric: 'bits', above: 1, below: 1},
      'config.training.solved.below must be omitted (the options are metric, above), got 1',
    ],
    [['config', 'training', 'solved'], 'bits', 'config.training.solved must be an object, got "bits"'],
    [
      ['config', 'training', 'stopWhenSolved'],
      1,
      'config.training.stopWhenSolved must be true or false, got 1',
    ],
    [
      ['config', 'training', 'learningRateDecay'],
      {to: 2, over: 1},
      'config.training.learningRateDecay.to must be a finite number above 0 and at most 1, got 2',
    ],
    [
      ['config', 'training', 'learningRateDecay'],
      {to: 0.5, over: 0},
      'config.training.learningRateDecay.over must be a positive integer, got 0',
    ],
    [
      ['config', 'training', 'curriculum'],
      {type: 'halving'},
      'config.training.curriculum.type must be "fixed" or "doubling" or "stepping", got "halving"',
    ],
    [
      ['config', 'training', 'curriculum'],
      {type: 'doubling', part: 'length', start: 1},
      'config.training.curriculum.below must be given, got undefined',
    ],
    [
      ['config', 'training', 'curriculum'],
      {type: 'fixed', difficulty: {length: '1'}},
      'config.training.curriculum.difficulty.length must be a finite number, got "1"',
    ],
    [
      ['config', 'training', 'checkpointEvery'],
      0,
      'config.training.checkpointEvery must be a positive integer, got 0',
    ],
    [['config', 'training', 'keep'], 0, 'config.training.keep must be a positive integer, got 0'],
    [
      ['config', 'training', 'onNaN'],
      'go',
      'config.training.onNaN must be one of "stop", "rewind", got "go"',
    ],
    [
      ['config', 'training', 'optimizer', 'type'],
      'nobody',
      `config.training.optimizer.type must be ${builtIn.map(({name}) => `"${name}"`).join(' or ')}, got "nobody"`,
    ],
    [
      ['config', 'training', 'optimizer', 'learningRate'],
      -1,
      'config.training.optimizer.learningRate must be a finite number above 0, got -1',
    ],
    [
      ['config', 'training', 'optimizer', 'momentum'],
      1,
      'config.training.optimizer.momentum must be a finite number at least 0 and below 1, got 1',
    ],
    [
      ['config', 'training', 'optimizer', 'beta1'],
      0.9,
      'config.training.optimizer.beta1 must be omitted (the options are type, learningRate, decay, momentum, epsilon), got 0.9',
    ],
    [
      ['config', 'training', 'clip', 'globalNorm'],
      0,
      'config.training.clip.globalNorm must be a finite number above 0, got 0',
    ],
  ];
  test.each(wrong)('a run.json in which %o is %o', async (keys, value, problem) => {
    const {file} = await Run.create(path('run'), configWith(), versions);
    const json = JSON.parse(JSON.stringify(file));
    const parent = keys.slice(0, -1).reduce((part: Record<string, unknown>, key) => {
      return part[String(key)] as Record<string, unknown>;
    }, json);
    parent[String(keys.at(-1))] = value;
    await writeFile(path('run', 'run.json'), JSON.stringify(json));
    const opening = Run.open(path('run'));
    await expect(opening).rejects.toThrow(ArgumentError);
    await expect(opening).rejects.toThrow(`${path('run', 'run.json')}: ${problem}`);
  });
});

describe('Run.open reads', () => {
  test('all that a configuration may hold', async () => {
    const {training, ...rest} = configWith();
    const all = {
      ...training,
      solved: {metric: 'bits', below: 0.1},
      stopWhenSolved: false,
      learningRateDecay: {to: 0.05, over: 100_000},
      compile: 'never',
      threads: 2,
      relaxedSimd: true,
      curriculum: {type: 'doubling', part: 'length', metric: 'bits', below: 1, window: 10, start: 2},
      checkpointEvery: 500,
      keep: 3,
      onNaN: 'rewind',
    } as const;
    await Run.create(path('run'), {...rest, training: all}, versions);
    expect((await Run.open(path('run'))).config.training).toEqual(all);
  });

  test('a run of version 1: options and parts of difficulties have their names of today', async () => {
    const {file} = await Run.create(path('run'), configWith(), versions);
    const {config} = file;
    const before = {
      ...file,
      format: 'ntmjs run, version 1',
      config: {
        ...config,
        task: {name: 'graph-traversal', config: {maxSteps: 3, minEdges: 2, maxEdges: 4}},
        model: {architecture: 'dnc', clip: 20, memory: {rows: 8, width: 4}},
        training: {
          ...config.training,
          curriculum: {type: 'doubling', part: 'steps', start: 1, below: 1},
        },
      },
    };
    await writeFile(path('run', 'run.json'), JSON.stringify(before));
    const {file: after} = await Run.open(path('run'));
    expect(after).toEqual({
      ...file,
      config: {
        ...config,
        task: {name: 'graph-traversal', config: {maxPathEdges: 3, minDegree: 2, maxDegree: 4}},
        model: {architecture: 'dnc', outputClip: 20, memory: {rows: 8, width: 4}},
        training: {
          ...config.training,
          curriculum: {type: 'doubling', part: 'edges', start: 1, below: 1},
        },
      },
    });
  });

  test('the difficulty of a fixed curriculum of version 1', async () => {
    const {file} = await Run.create(path('run'), configWith(), versions);
    const curriculum = (difficulty: object) => ({type: 'fixed', difficulty});
    const before = JSON.parse(JSON.stringify({...file, format: 'ntmjs run, version 1'}));
    before.config.task = {name: 'shortest-path', config: {}};
    before.config.training.curriculum = curriculum({nodes: 9, steps: 4});
    await writeFile(path('run', 'run.json'), JSON.stringify(before));
    const {config} = await Run.open(path('run'));
    expect(config.training.curriculum).toEqual(curriculum({nodes: 9, edges: 4}));
  });

  test('a task that is solved above a threshold', async () => {
    const {training, ...rest} = configWith();
    const solved = {metric: 'coarse', above: 0.9};
    await Run.create(path('run'), {...rest, training: {...training, solved}}, versions);
    expect((await Run.open(path('run'))).config.training.solved).toEqual(solved);
  });
});

describe('Run.open rejects', () => {
  test.each(['[]', '3', 'null', '{"name": "some-package", "version": "1.0.0"}'])(
    'the foreign JSON %s',
    async (json) => {
      await writeFile(path('run.json'), json);
      await expect(Run.open(path())).rejects.toThrow(/run\.json(: \w+)? must be /);
    },
  );
});
