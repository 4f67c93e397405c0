import {ArgumentError} from '@ntmjs/arguments';
import {type ModelConfig, presetFor} from '@ntmjs/presets';
import {describe, expect, test} from 'vitest';
import {modelConfig, presetModel, trainingConfig} from './trainConfig.js';
import type {TrainOptions} from './trainOptions.js';

const none = {episodes: 1};

describe('presetModel', () => {
  test.each([
    [{}, 'ntm-feedforward'],
    [{controller: 'feedforward'}, 'ntm-feedforward'],
    [{controller: 'lstm'}, 'ntm-lstm'],
    [{controller: 'gru'}, 'ntm-lstm'],
    [{architecture: 'ntm', controller: 'lstm'}, 'ntm-lstm'],
    [{architecture: 'lstm'}, 'lstm'],
    [{architecture: 'dnc', controller: 'feedforward'}, 'dnc'],
    [{architecture: 'mann'}, 'mann'],
    [{architecture: 'sam'}, 'sam'],
    [{architecture: 'sdnc'}, 'sdnc'],
    [{architecture: 'delta'}, 'delta'],
    [{architecture: 'attention'}, 'attention'],
    [{architecture: 'stack', controller: 'gru'}, 'stack'],
    [{architecture: 'queue'}, 'queue'],
    [{architecture: 'deque'}, 'deque'],
  ])('of %j is %s', (options, name) => {
    expect(presetModel({...none, ...options})).toBe(name);
  });

  test('rejects an unknown architecture', () => {
    expect(() => presetModel({...none, architecture: 'rnn'})).toThrow(ArgumentError);
    expect(() => presetModel({...none, architecture: 'rnn'})).toThrow(
      '--architecture must be one of "ntm", "lstm", "dnc", "mann", "sam", "sdnc", "delta", "attention", "stack", "queue", "deque", got "rnn"',
    );
  });
});

describe('modelConfig', () => {
  const {model} = presetFor('copy', 'ntm-feedforward');
  const {model: sorting} = presetFor('priority-sort', 'ntm-feedforward');
  const {model: baseline} = presetFor('copy', 'lstm');

  test.each([model, sorting, baseline])('defaults to the preset', (preset) => {
    expect(modelConfig(preset, none)).toEqual(preset);
  });

  test('is changed by every option, and by no more', () => {
    const options = {
      ...none,
      controller: 'lstm',
      units: 7,
      layers: 2,
      rows: 16,
      width: 5,
      contents: 'random',
      contentsDeviation: 0.5,
      heads: ['write', 'read', 'read'],
      shiftRange: 2,
      firstWeighting: 'uniform',
      activation: 'tanh',
      weightingClip: 10,
      outputClip: 20,
      readGain: 0.5,
      firstReads: 'learned',
      firstControllerState: 'learned',
      ...{keyStrengthBias: 3, gateBias: 2, shiftBias: 1, sharpeningBias: -1, eraseBias: -2},
    };
    expect(modelConfig(model, options)).toEqual({
      architecture: 'ntm',
      controller: {type: 'lstm', units: 7, layers: 2},
      memory: {rows: 16, width: 5, contents: 'random', deviation: 0.5},
      heads: ['write', 'read', 'read'],
      shiftRange: 2,
      firstWeighting: 'uniform',
      vectorActivation: 'tanh',
      weightingClip: 10,
      outputClip: 20,
      readGain: 0.5,
      firstReads: 'learned',
      firstControllerState: 'learned',
      firstBiases: {
        ...{keyStrength: 3, interpolationGate: 2, shiftWeights: 1, sharpening: -1, eraseVector: -2},
      },
    } satisfies ModelConfig);
    expect(modelConfig(sorting, {...none, rows: 9})).toEqual({
      ...sorting,
      memory: {rows: 9, width: 20, contents: 'learned'},
    });
  });

  test('of the architecture lstm has units and layers', () => {
    expect(modelConfig(baseline, {...none, units: 7, layers: 1})).toEqual({
      architecture: 'lstm',
      hiddenUnits: 7,
      layers: 1,
    });
  });

  test('of the architecture dnc has its heads and switches', () => {
    const options = {
      ...none,
      ...{readHeads: 4, writeHeads: 2, contentMask: false, eraseFreed: true},
      ...{contents: 'random', controller: 'feedforward', outputClip: 10},
      ...{allocationGateBias: 1, freeGateBias: -1},
    };
    expect(modelConfig(presetFor('copy', 'dnc').model, options)).toEqual({
      architecture: 'dnc',
      controller: {type: 'feedforward', units: 100},
      memory: {rows: 32, width: 16, contents: 'random'},
      ...{
        readHeads: 4,
        writeHeads: 2,
        contentMask: false,
        eraseFreed: true,
        sharpLinks: true,
        outputClip: 10,
        firstBiases: {allocationGate: 1, freeGate: -1},
      },
    } satisfies ModelConfig);
  });

  test('of the architecture mann has its heads and their keys', () => {
    const options = {
      ...none,
      ...{readHeads: 2, usageDecay: 0.99, activation: 'linear', units: 50, addVector: true},
      writeGateBias: -2,
    };
    expect(modelConfig(presetFor('few-shot', 'mann').model, options)).toEqual({
      architecture: 'mann',
      controller: {type: 'lstm', units: 50},
      memory: {rows: 128, width: 40},
      ...{readHeads: 2, usageDecay: 0.99, keyActivation: 'linear', addVector: true},
      firstBiases: {writeGate: -2},
    } satisfies ModelConfig);
  });

  test('of the architecture sam has its heads and the rows that they read', () => {
    const options = {
      ...none,
      ...{readHeads: 2, rowsRead: 8, accessThreshold: 0.01, activation: 'tanh', rows: 1024},
      ...{keyStrengthBias: 3, writeGateBias: -2, gateBias: -1},
    };
    expect(modelConfig(presetFor('copy', 'sam').model, options)).toEqual({
      architecture: 'sam',
      controller: {type: 'lstm', units: 100},
      memory: {rows: 1024, width: 32},
      ...{readHeads: 2, rowsRead: 8, accessThreshold: 0.01, vectorActivation: 'tanh'},
      firstBiases: {keyStrength: 3, writeGate: -2, interpolationGate: -1},
    } satisfies ModelConfig);
  });

  test('of the architecture sdnc has its links too', () => {
    const options = {...none, readHeads: 2, rowsRead: 8, links: 4, gateBias: -1};
    expect(modelConfig(presetFor('copy', 'sdnc').model, options)).toEqual({
      architecture: 'sdnc',
      controller: {type: 'lstm', units: 100},
      memory: {rows: 128, width: 32},
      ...{readHeads: 2, rowsRead: 8, links: 4},
      firstBiases: {interpolationGate: -1},
    } satisfies ModelConfig);
  });

  test('of the architecture delta has its rule, its decay and the biases of both gates', () => {
    const options = {
      ...{...none, rows: 16, rule: 'sum', memoryDecay: true, maxWriteStrength: 2, activation: 'silu'},
      ...{writeStrengthBias: -1, memoryDecayBias: 4},
    };
    expect(modelConfig(presetFor('copy', 'delta').model, options)).toEqual({
      architecture: 'delta',
      controller: {type: 'lstm', units: 100},
      memory: {rows: 16, width: 32},
      ...{rule: 'sum', decay: true, maxWriteStrength: 2, keyActivation: 'silu'},
      firstBiases: {writeStrength: -1, decay: 4},
    } satisfies ModelConfig);
  });

  test('of the architecture attention has its heads, its blocks and its positions', () => {
    const options = {...none, rows: 64, readHeads: 2, blocks: 3, positions: 'none'};
    expect(modelConfig(presetFor('copy', 'attention').model, options)).toEqual({
      architecture: 'attention',
      controller: {type: 'lstm', units: 100},
      memory: {rows: 64, width: 32},
      ...{readHeads: 2, blocks: 3, positions: 'none'},
    } satisfies ModelConfig);
  });

  test.each(['stack', 'queue', 'deque'] as const)('of the architecture %s has its memory', (architecture) => {
    const options = {...none, rows: 10, width: 3, layers: 2, readGain: 0.3, pushBias: 2};
    expect(modelConfig(presetFor('n-grams', architecture).model, options)).toEqual({
      architecture,
      controller: {type: 'lstm', units: 100, layers: 2},
      memory: {rows: 10, width: 3},
      ...{readGain: 0.3, pushBias: 2},
    } satisfies ModelConfig);
  });

  test.each([
    ['ntm-feedforward', {readHeads: 2}, '--read-heads', '2', 'ntm, whose options are --controller, --units'],
    ['dnc', {heads: ['read']}, '--heads', '["read"]', 'dnc, whose options are --controller, --units'],
    ['dnc', {usageDecay: 1}, '--usage-decay', '1', 'dnc, whose options are --controller, --units'],
    ['mann', {sharpLinks: true}, '--sharp-links', 'true', 'mann, whose options are --controller, --units'],
    [
      'stack',
      {contents: 'learned'},
      '--contents',
      '"learned"',
      'stack, whose options are --controller, --units, --layers, --rows, --width, --output-clip, --read-gain, --read-clip, --first-reads, --first-controller-state, --push-bias',
    ],
  ] as const)('of the model %s refuses %j', (name, options, option, actual, whose) => {
    const refused = () => modelConfig(presetFor('copy', name).model, {...none, ...options} as TrainOptions);
    expect(refused).toThrow(ArgumentError);
    expect(refused).toThrow(`${option} must be omitted with --architecture ${whose}`);
    expect(refused).toThrow(`, got ${actual}`);
  });

  test.each([
    [{controller: 'lstm'}, '--controller', '"lstm"'],
    [{rows: 8}, '--rows', '8'],
    [{width: 8}, '--width', '8'],
    [{contents: 'learned'}, '--contents', '"learned"'],
    [{heads: ['read']}, '--heads', '["read"]'],
    [{shiftRange: 0}, '--shift-range', '0'],
    [{firstWeighting: 'oneHot'}, '--first-weighting', '"oneHot"'],
    [{activation: 'tanh'}, '--activation', '"tanh"'],
    [{weightingClip: 1}, '--weighting-clip', '1'],
  ])('of the architecture lstm rejects %j', (options, option, actual) => {
    const refused = () => modelConfig(baseline, {...none, architecture: 'lstm', ...options});
    const expected = 'omitted with --architecture lstm, whose options are --units, --layers';
    expect(refused).toThrow(ArgumentError);
    expect(refused).toThrow(`${option} must be ${expected}, got ${actual}`);
  });
});

describe('trainingConfig', () => {
  const {training} = presetFor('associative-recall', 'ntm-lstm');

  test('defaults to the preset, and continues once the task is solved', () => {
    expect(trainingConfig(training, none)).toEqual({...training, stopWhenSolved: false});
  });

  test('is changed by every option', () => {
    const options = {
      ...none,
      batch: 3,
      sequences: 100,
      solved: {metric: 'wrongBits', below: 0.5},
      stopWhenSolved: true,
      optimizer: 'gravesRmsProp',
      learningRate: 0.01,
      decay: {to: 0.5, over: 50},
      clip: 1,
      clipNorm: 50,
      curriculum: {part: 'items', start: 3},
      advanceBelow: 2,
      memorySize: [{rows: 64, share: 0.1, after: 10}],
      checkpointEvery: 200,
      keep: 4,
      onNan: 'rewind',
      threads: 2,
      relaxedSimd: true,
      eager: true,
    };
    expect(trainingConfig(training, options)).toEqual({
      batch: 3,
      sequences: 100,
      solved: {metric: 'wrongBits', below: 0.5},
      stopWhenSolved: true,
      optimizer: {type: 'gravesRmsProp', learningRate: 0.01},
      learningRateDecay: {to: 0.5, over: 50},
      clip: {elementwise: 1, globalNorm: 50},
      curriculum: {type: 'doubling', part: 'items', start: 3, below: 2},
      memorySizes: [{rows: 64, share: 0.1, after: 10}],
      checkpointEvery: 200,
      keep: 4,
      onNaN: 'rewind',
      compile: 'never',
      threads: 2,
      relaxedSimd: true,
    });
  });

  test('options change the preset’s optimizer; another optimizer only inherits its learning rate', () => {
    const optimizer = (options: object) => trainingConfig(training, {...none, ...options}).optimizer;
    const adam = {type: 'adam', learningRate: 1e-3, beta2: 0.99, epsilon: 1e-8};
    expect(optimizer({optimizer: 'adam'})).toEqual(adam);
    expect(optimizer({learningRate: 2})).toEqual({...adam, learningRate: 2});
    expect(optimizer({optimizerOption: {beta2: 0.9}})).toEqual({...adam, beta2: 0.9});
    expect(optimizer({optimizer: 'gravesRmsProp'})).toEqual({type: 'gravesRmsProp', learningRate: 1e-3});
  });

  test('a task is solved below a number or above one, not both', () => {
    const solvedAbove = {metric: 'coarse', above: 0.9};
    expect(trainingConfig(training, {...none, solvedAbove}).solved).toEqual(solvedAbove);
    const both = {...none, solvedAbove, solved: {metric: 'bits', below: 1}};
    expect(() => trainingConfig(training, both)).toThrow(
      '--solved-above must be omitted with --solved, got {"metric":"coarse","above":0.9}',
    );
  });

  test('options change the preset’s curriculum; --curriculum begins another', () => {
    const preset = {type: 'stepping', part: 'order', start: 2, step: 1, below: 2, practice: 0.2} as const;
    const curriculum = (options: object) =>
      trainingConfig({...training, curriculum: preset}, {...none, ...options}).curriculum;
    expect(curriculum({})).toEqual(preset);
    expect(curriculum({advanceBelow: 3, practice: 0})).toEqual({...preset, below: 3, practice: 0});
    const start = {part: 'order', start: 3};
    expect(curriculum({curriculum: start, advanceBelow: 1})).toEqual({type: 'doubling', ...start, below: 1});
    const stepping = {curriculum: start, advanceBelow: 1, advanceBy: 2, advanceMetric: 'excessBits'};
    expect(curriculum(stepping)).toEqual({
      ...{type: 'stepping', ...start, below: 1, step: 2, metric: 'excessBits'},
    });
  });
});
