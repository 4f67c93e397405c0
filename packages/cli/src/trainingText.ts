import {optionsOf, requireModelConfig, valueAt} from '@ntmjs/presets';
import {bits, count} from '@ntmjs/report';
import type {Run} from '@ntmjs/training/runs';
import type {PresetPart} from './session.js';

/** What of a preset is left out, as one line. */
export function leftOutLine(parts: readonly PresetPart[]): string {
  const names = {curriculum: 'its curriculum', memorySizes: 'training on other sizes of the memory'};
  const list = parts.map((part) => names[part]).join(' and ');
  return `The preset is for another task or memory; left out: ${list}. What it carries over to may be less.`;
}

/** What to do after a number that was not finite, as one line: how to go on, and what to try in another run, first things first. */
export function adviceLine({folder, config}: Run, checkpoint: string): string {
  const {clip, optimizer} = config.training;
  const {architecture} = requireModelConfig('model', config.model);
  const clipsWeightings = optionsOf(architecture).weightingClip !== undefined;
  const remedies = [
    `a lower --clip-norm (now ${clip.globalNorm ?? 'none'})`,
    ...(clipsWeightings
      ? [`a lower --weighting-clip (now ${valueAt(config.model, 'weightingClip') ?? 'none'})`]
      : []),
    `a lower --learning-rate (now ${optimizer.learningRate})`,
  ];
  return (
    `the last good checkpoint is ${checkpoint}. To go on from it with half the learning rate: npx ntm train --resume ${folder} ` +
    `--on-nan rewind. In a new run, try in this order: ${remedies.join(', ')}`
  );
}

/** The best checkpoint of a run. */
export interface Best {
  readonly metric: string;
  /** The mean of the metric over the last sequences. */
  readonly mean: number;
  readonly sequences: number;
  /** Its folder. */
  readonly checkpoint: string;
}

/** The best checkpoint as one line, with the command that evaluates it. */
export function bestLine({folder}: Run, {metric, mean, sequences, checkpoint}: Best): string {
  const what = `Best mean of ${metric}, ${bits(mean)}, after ${count(sequences)} sequences`;
  return `${what}: ${checkpoint}. To evaluate it: npx ntm eval ${folder} --best`;
}
