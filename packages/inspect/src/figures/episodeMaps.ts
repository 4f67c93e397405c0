import {answerSpans} from '../describe/phases.js';
import {attendedBand, type RowBand} from '../describe/rowBand.js';
import type {HeadTrace} from '../trace/episodeTrace.js';
import {type HeatColors, signedColors, unitColors} from './colors.js';
import type {EpisodeFigureArgs} from './figureArgs.js';
import type {Heatmap} from './heatmap.js';
import {numbered} from './layout.js';
import {recallMaps, writeMap} from './matrixMaps.js';
import {channelHeatmap, probabilities, rowHeatmap} from './panels.js';
import {operationMap, rowMaps} from './traceMaps.js';

/** A heat map of memory rows or of operations on them, and whether it belongs to heads of a kind or to the rows. */
export interface RowHeatmap {
  readonly of: 'read' | 'write' | 'rows';
  readonly heatmap: Heatmap;
}

/** The heat maps of an episode, with their names and rows. */
export interface EpisodeMaps {
  readonly inputs: Heatmap;
  readonly targets: Heatmap;
  readonly outputs: Heatmap;
  /** Pushes and pops, or writes to matrices; row values; then the weightings of heads in their order. */
  readonly rows: readonly RowHeatmap[];
  /** Names of operations, if there are any. */
  readonly operationNames: readonly string[];
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** The memory rows of the heat maps; undefined if there are none. */
  readonly band: RowBand | undefined;
}

/** The heat maps of an episode. Outputs are probabilities; targets and outputs are blank except at answering steps. */
export function episodeMaps({trace, episode, task}: EpisodeFigureArgs): EpisodeMaps {
  const {steps, inputSize, outputSize, inputs, targets, mask} = episode;
  const inputNames = task?.inputChannels ?? numbered(inputSize);
  const outputNames = task?.outputChannels ?? numbered(outputSize);
  const maps = rowMaps(trace);
  const kinds = ['bit', 'probability', 'weighting', ...Object.keys(trace.rowValues)];
  const colors = unitColors(`value (${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)})`);
  const answers = {names: outputNames, spans: answerSpans(mask), colors};
  const band =
    maps.length > 0
      ? attendedBand(
          maps.map(({array}) => array),
          isRing(trace.heads),
        )
      : undefined;
  const everyStep = [{from: 0, to: steps - 1}];
  const operations = operationMap(trace.heads) ?? writeMap(trace.heads);
  const recalls = recallMaps(trace.heads);
  const eachStep = {first: 0, count: steps, rows: steps};
  const operationHeatmap = operations && {
    ...channelHeatmap({...operations, spans: everyStep, colors}),
    rowTitle: null,
  };
  return {
    inputs: channelHeatmap({
      title: 'inputs',
      names: inputNames,
      values: inputs,
      spans: everyStep,
      colors: inputColors(inputs) ?? colors,
    }),
    targets: channelHeatmap({title: 'targets', values: targets, ...answers}),
    outputs: channelHeatmap({title: 'outputs', values: probabilities(trace.outputs.data), ...answers}),
    rows: [
      ...(operationHeatmap === undefined ? [] : [{of: 'rows' as const, heatmap: operationHeatmap}]),
      ...maps.map((map) => ({of: map.of, heatmap: rowHeatmap(map, band!, maps.length, colors)})),
      ...recalls.map((map) => ({of: map.of, heatmap: rowHeatmap(map, eachStep, recalls.length, colors)})),
    ],
    operationNames: operations?.names ?? [],
    inputNames,
    outputNames,
    band,
  };
}

/** Whether row 0 follows the last row, as it does for heads that shift their attention. */
function isRing(heads: readonly HeadTrace[]): boolean {
  return heads.some(({values}) => values.shiftWeights !== undefined);
}

/** Signed colors, if some inputs are below 0 or above 1. */
function inputColors(inputs: Float32Array): HeatColors | undefined {
  if (inputs.every((input) => input >= 0 && input <= 1)) return undefined;
  return signedColors(
    'input',
    inputs.reduce((most, input) => Math.max(most, Math.abs(input)), 0),
  );
}
