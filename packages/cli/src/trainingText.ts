import {bytesText} from '@ntmjs/arguments';
import {optionsOf, requireModelConfig, valueAt} from '@ntmjs/presets';
import {bits, count, difficultyText, duration} from '@ntmjs/report';
import {describeOptimizer, type EndReason, type TrainingMemory, type TrainReport} from '@ntmjs/training';
import type {Run, RunConfig} from '@ntmjs/training/runs';
import type {PresetPart} from './session.js';

/** The progress of training as one line. */
export function progressLine(report: TrainReport, budget: number): string {
  const {sequences, sequencesPerSecond, seconds} = report;
  const left = (budget - sequences) / sequencesPerSecond;
  return [
    `${count(sequences)} sequences`,
    ...(report.difficulty === undefined ? [] : [`up to ${difficultyText(report.difficulty)}`]),
    `${bits(report.bits)} bits`,
    `${bits(report.wrongBits)} wrong bits`,
    ...Object.entries(report.onRows ?? {}).map(([rows, {wrongBits}]) => `${bits(wrongBits)} on ${rows} rows`),
    `${sequencesPerSecond.toFixed(1)} sequences/s`,
    `${duration(seconds)}, at most ${duration(left)} left`,
  ].join('  |  ');
}

/** What training takes, as one line. */
export function memoryLine({weights, optimizer, episodes, step, total}: TrainingMemory): string {
  const parts = [
    `weights ${bytesText(weights)}`,
    `optimizer ${bytesText(optimizer)}`,
    `a batch ${bytesText(episodes)}`,
    `a step ${bytesText(step)}`,
  ];
  return `Memory: about ${bytesText(total)} (${parts.join(', ')}).`;
}

/** The optimizer and its learning rate, as one line. */
export function optimizerLine({optimizer, learningRateDecay: decay}: RunConfig['training']): string {
  const falling =
    decay === undefined ? '' : `, falling to ${decay.to} of it over ${count(decay.over)} sequences`;
  return `Optimizer: ${describeOptimizer(optimizer)}${falling}.`;
}

/** What of a preset is left out, as one line. */
export function leftOutLine(parts: readonly PresetPart[]): string {
  const names = {curriculum: 'its curriculum', memorySizes: 'training on other sizes of the memory'};
  const list = parts.map((part) => names[part]).join(' and ');
  return `The preset is for another task or memory; left out: ${list}. What it carries over to may be less.`;
}

/** Which parts of training are compiled, as one line. */
export function engineLine({engine, engineReason}: TrainReport): string {
  const how = {
    compiled: 'Training steps are compiled',
    'layers compiled': 'Layers are compiled; loss and update run eagerly',
    eager: 'Training steps run eagerly',
  }[engine];
  return engineReason === undefined ? `${how}.` : `${how}: ${engineReason}.`;
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

/** The end of training as one line. */
export function endLine(reason: EndReason, report: TrainReport): string {
  const how = `after ${count(report.sequences)} sequences and ${duration(report.seconds)}`;
  if (reason === 'stopped') return `Stopped ${how}.`;
  const last = `the last ${count(Math.min(report.sequences, 1000))}`;
  const own = report.onRows === undefined ? '' : " on the model's own memory";
  const at = report.difficulty === undefined ? '' : `, up to ${difficultyText(report.difficulty)}`;
  const which = own + at === '' ? last : `at most ${last}${own}${at}`;
  const cost = `${bits(report.bits)} bits and ${bits(report.wrongBits)} wrong bits per sequence over ${which}`;
  const {solvedAt} = report;
  if (solvedAt === undefined) return `Not solved ${how}: ${cost}.`;
  if (solvedAt.sequences === report.sequences) return `Solved ${how}: ${cost}.`;
  const solved = `Solved after ${count(solvedAt.sequences)} sequences and ${duration(solvedAt.seconds)}`;
  return `${solved}; ${how}: ${cost}.`;
}
