import {answerSpans} from './answerSpans.js';
import {numbered} from './channelNames.js';
import type {EpisodeFigureArgs} from './figureArgs.js';
import {type HeatColours, signedColours, unitColours} from './heatColours.js';
import type {Heatmap} from './heatmap.js';
import {probabilities} from './logits.js';
import {channelHeatmap, rowHeatmap} from './panels.js';
import {attendedBand, type RowBand} from './rowBand.js';
import {rowMaps} from './rowMaps.js';

/** A heat map of memory rows, and whose values they are: of heads of a kind, or of the rows themselves. */
export interface RowHeatmap {
  readonly of: 'read' | 'write' | 'rows';
  readonly heatmap: Heatmap;
}

/** The heat maps of an episode, and what its figure needs beside them. */
export interface EpisodeMaps {
  readonly inputs: Heatmap;
  readonly targets: Heatmap;
  readonly outputs: Heatmap;
  /** What is shown of memory rows: what they have, then where heads attend in their order. */
  readonly rows: readonly RowHeatmap[];
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** The memory rows that are shown; undefined if there is nothing to show of them. */
  readonly band: RowBand | undefined;
}

/** Makes the heat maps of an episode: targets and outputs, as probabilities, are blank where nothing is answered. */
export function episodeMaps({trace, episode, task}: EpisodeFigureArgs): EpisodeMaps {
  const {steps, inputSize, outputSize, inputs, targets, mask} = episode;
  const inputNames = task?.inputChannels ?? numbered(inputSize);
  const outputNames = task?.outputChannels ?? numbered(outputSize);
  const maps = rowMaps(trace);
  const kinds = ['bit', 'probability', 'weighting', ...Object.keys(trace.rowValues)];
  const colours = unitColours(`value (${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)})`);
  const answers = {names: outputNames, spans: answerSpans(mask), colours};
  const band = maps.length > 0 ? attendedBand(maps.map(({array}) => array)) : undefined;
  return {
    inputs: channelHeatmap({
      title: 'inputs',
      names: inputNames,
      values: inputs,
      spans: [{from: 0, to: steps - 1}],
      colours: inputColours(inputs) ?? colours,
    }),
    targets: channelHeatmap({title: 'targets', values: targets, ...answers}),
    outputs: channelHeatmap({title: 'outputs', values: probabilities(trace.outputs.data), ...answers}),
    rows: maps.map((map) => ({of: map.of, heatmap: rowHeatmap(map, band!, maps.length, colours)})),
    inputNames,
    outputNames,
    band,
  };
}

/** Colours that tell values below 0 or above 1 apart, if there are any. */
function inputColours(inputs: Float32Array): HeatColours | undefined {
  if (inputs.every((input) => input >= 0 && input <= 1)) return undefined;
  return signedColours(
    'input',
    inputs.reduce((most, input) => Math.max(most, Math.abs(input)), 0),
  );
}
