import type {EpisodeFigureArgs, EpisodeTrace, FigureTask} from '@ntmjs/inspect';
import * as exports from '@ntmjs/inspect';
import * as png from '@ntmjs/inspect/png';
import * as rowBand from '@ntmjs/inspect/rowBand';
import * as tf from '@tensorflow/tfjs-core';
import {type Module, open} from '../entrance.js';
import {episodes, model, rows, task} from '../values.js';

const {steps, outputSize} = episodes();

/** A hand-made array of a trace, `[steps, size]`. */
const array = (size: number) =>
  open({shape: [steps, size], data: new Float32Array(steps * size).fill(1 / size)});
const values = () =>
  open({
    weighting: array(rows),
    shiftWeights: array(3),
    contentWeighting: array(rows),
    interpolatedWeighting: array(rows),
    interpolationGate: array(1),
  });
const heads = () =>
  (['write', 'read'] as const).map((kind) => open({kind, label: `${kind} head`, values: values()}));

/** The parts of a trace that a function reads; `inspect` returns more. */
const trace = (...parts: (keyof EpisodeTrace)[]) => {
  const all = {
    steps,
    heads: heads(),
    outputs: array(outputSize),
    rowValues: open({usage: array(rows)}),
    state: open({memory: open({shape: [steps, rows, 3], data: new Float32Array(steps * rows * 3)})}),
  };
  return open(Object.fromEntries(Object.entries(all).filter(([part]) => parts.includes(part as never))));
};

/** The parts of a task that a function reads. */
const channels = (...names: (keyof FigureTask)[]) => {
  const {name, inputChannels, outputChannels} = task();
  const all = {name, inputChannels: [...inputChannels], outputChannels: [...outputChannels]};
  return open(Object.fromEntries(Object.entries(all).filter(([part]) => names.includes(part as never))));
};

const drawn = (): EpisodeFigureArgs => ({
  trace: trace('outputs', 'heads', 'rowValues') as never,
  episode: episodes(),
});
const figure = () => exports.episodeFigure(drawn());
const animation = () =>
  exports.memoryAnimation({...drawn(), trace: trace('outputs', 'heads', 'rowValues', 'state') as never});
const episodeArgs = (...more: (keyof EpisodeTrace)[]) => ({
  trace: trace('outputs', 'heads', 'rowValues', ...more),
  episode: episodes(),
  task: channels('name', 'inputChannels', 'outputChannels'),
  title: 'a title',
});
const readEpisode = () => {
  const {steps, inputSize, inputs, mask} = episodes();
  return open({steps, inputSize, inputs, mask});
};
const inputs = () => {
  const {steps, inputSize, inputs} = episodes();
  return open({steps, inputSize, inputs});
};

/** The points of a search; any text, number or boolean is a choice. */
const searchedValues = ['[0].options[0].values[0]'];
const searchArgs = () => ({
  options: [
    open({name: 'a choice', values: ['a', 'b']}),
    open({name: 'a number', min: 1, max: 2, scale: 'log' as const}),
  ],
  points: [open({options: open({'a choice': 'b', 'a number': 1}), value: 2, low: 1, high: 3, early: false})],
  valueLabel: 'value',
  better: 'lower' as const,
  title: 'a title',
  logValue: false,
});

export const inspectModule: Module = {
  name: 'inspect',
  exports,
  entrances: {
    describeAlgorithm: () => [
      {trace: trace('steps', 'heads'), episode: readEpisode(), task: channels('inputChannels')},
    ],
    episodeFigure: () => [episodeArgs()],
    focusBySteps: () => [array(rows)],
    generalizationCurves: () => [
      {
        series: [open({name: 'a', points: [open({x: 1, value: 2, low: 1, high: 3})]})],
        xLabel: 'x',
        valueLabel: 'value',
        trained: {min: 1, max: 2},
        title: 'a title',
        logValue: false,
      },
    ],
    headMovements: () => [open({values: values()})],
    headMoves: () => [open({values: values()})],
    inspect: () => [model(), inputs(), {erase: [{step: 1, row: 2}]}],
    learningCurves: () => [
      {
        series: [
          open({
            name: 'a',
            runs: [open({seed: 1, points: [open({sequences: 1, value: 2}), open({sequences: 2, value: 1})]})],
          }),
        ],
        title: 'a title',
        valueLabel: 'value',
        threshold: 1,
        optimum: 0.5,
        logValue: false,
        maxValue: 3,
      },
    ],
    memoryAnimation: () => [episodeArgs('state')],
    optionFigure: {args: () => [searchArgs()], any: searchedValues},
    outputPanels: () => [
      {
        panels: [
          open({
            title: 'a panel',
            outputs: new Float32Array(4),
            targets: new Float32Array(4),
            steps: 2,
            channels: 2,
            mask: new Float32Array([1, 1]),
          }),
        ],
        channelNames: ['a', 'b'],
        title: 'a title',
      },
    ],
    parallelCoordinates: {args: () => [searchArgs()], any: searchedValues},
    predictionFigure: () => [
      {bits: [0, 1], predictions: [0.5, 0.5], optimal: [0.5, 0.5], firstStep: 0, title: 'a title'},
    ],
    contextFigure: () => [
      {panels: [open({title: 'a', weights: [[1], [0.5]]})], contexts: ['0', '1'], title: 'a title'},
    ],
    sortFigure: () => [{priorities: [0, 1], locations: [1, 2], rows, title: 'a title'}],
    toAnimatedSvg: {args: () => [open({...animation()}), {secondsPerStep: 1}], shallow: ['[0]']},
    toSvg: {args: () => [open({...figure()})], shallow: ['[0]']},
    unusedRows: () => [trace('heads', 'rowValues'), 0.1],
    weightingGradients: () => [model(), inputs(), (outputs: tf.Tensor) => tf.sum(outputs)],
    writeLocations: () => [trace('heads')],
  },
};

export const pngModule: Module = {
  name: 'inspect/png',
  exports: png,
  entrances: {toPng: {args: () => [open({...figure()}), {scale: 1}], shallow: ['[0]'], any: ['[0]']}},
};

export const rowBandModule: Module = {
  name: 'inspect/rowBand',
  exports: rowBand,
  entrances: {
    attendedBand: () => [[array(rows)], true],
    bandOf: () => [[true, false, true], {ring: true, margin: 1}],
    describeBand: () => [open({first: 0, count: 2, rows: 3})],
    positionInBand: () => [open({first: 0, count: 2, rows: 3}), 1],
  },
};
