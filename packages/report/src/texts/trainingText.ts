import {bytesText} from '@ntmjs/arguments';
import {describeOptimizer, type EndReason, type TrainingMemory, type TrainReport} from '@ntmjs/training';
import type {RunConfig} from '@ntmjs/training/runs';
import {difficultyText} from '../evaluation/difficulties.js';
import {bits, count, duration} from '../pages/text.js';

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

/** Which parts of training are compiled, as one line. */
export function engineLine({engine, engineReason}: TrainReport): string {
  const how = {
    compiled: 'Training steps are compiled',
    'layers compiled': 'Layers are compiled; loss and update run eagerly',
    eager: 'Training steps run eagerly',
  }[engine];
  return engineReason === undefined ? `${how}.` : `${how}: ${engineReason}.`;
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
