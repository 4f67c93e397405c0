import {answerSpans} from './answerSpans.js';
import {numbered} from './channelNames.js';
import type {EpisodeFigureArgs} from './figureArgs.js';
import {type HeatColours, signedColours, unitColours} from './heatColours.js';
import type {Heatmap} from './heatmap.js';
import {probabilities} from './logits.js';
import {channelHeatmap, headHeatmap} from './panels.js';
import {attendedBand, type RowBand} from './rowBand.js';

/** The heat maps of an episode, and what its figure needs beside them. */
export interface EpisodeMaps {
  readonly inputs: Heatmap;
  readonly targets: Heatmap;
  readonly outputs: Heatmap;
  /** One for each head, in their order. */
  readonly heads: readonly Heatmap[];
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** The memory rows that the heads' heat maps show; undefined if there is no head. */
  readonly band: RowBand | undefined;
}

/** Makes the heat maps of an episode: targets and outputs, as probabilities, are blank where nothing is answered. */
export function episodeMaps({trace, episode, task}: EpisodeFigureArgs): EpisodeMaps {
  const {steps, inputSize, outputSize, inputs, targets, mask} = episode;
  const inputNames = task?.inputChannels ?? numbered(inputSize);
  const outputNames = task?.outputChannels ?? numbered(outputSize);
  const colours = unitColours('value (bit, probability or weighting)');
  const answers = {names: outputNames, spans: answerSpans(mask), colours};
  const band = trace.heads.length > 0 ? attendedBand(trace.heads) : undefined;
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
    heads: trace.heads.map((head) => headHeatmap(head, band!, trace.heads.length, colours)),
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
