import {hostname} from 'node:os';
import {requireInteger, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {episodeFigure, inspect} from '@ntmjs/inspect';
import {toPng} from '@ntmjs/inspect/png';
import {tensorboardEvent, tensorboardStart} from '@ntmjs/interchange/tensorboard';
import {evaluationTaskOf, RandomStream, requireTask, type Task} from '@ntmjs/tasks';
import type {TrainReport} from '@ntmjs/training';
import type {Run} from '@ntmjs/training/runs';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {greatestDifficulty} from '../evaluation/difficulties.js';
import {isThere} from './isThere.js';
import {requireRun} from './openRun.js';

/** The folder of the event files in that of a run. */
export const TENSORBOARD = 'tensorboard';

/** By which factor the sequences grow from one episode that is drawn to the next: drawing takes as long as hundreds of sequences. */
const GROWTH = 1.5;

/** Writes what a run does into an event file of TensorBoard, in the folder `tensorboard` of the run. */
export interface TensorBoard {
  /** Writes the numbers of a report. */
  report(report: TrainReport): Promise<void>;
  /**
   * Writes an episode as a picture, and the distributions of the weightings of its heads, if the model has a memory and is trained on half
   * as many sequences again as at the last one.
   */
  episode(model: LayersModel, sequences: number): Promise<void>;
}

export interface TensorBoardArgs {
  readonly run: Run;
  readonly task: Task;
  /** The number of rows of the model's memory; undefined for a model without a memory. */
  readonly rows: number | undefined;
  /** The number of sequences that the run goes on from; undefined at its start. */
  readonly sequences: number | undefined;
}

/** Whether a run has event files. */
export async function hasTensorBoard(run: Run): Promise<boolean> {
  return isThere(requireRun(run).folder, TENSORBOARD);
}

/**
 * Begins an event file of a run. What earlier ones have after the number of sequences that the run goes on from is hidden.
 *
 * @throws ArgumentError that names the argument
 * @throws WriteError if a file cannot be written
 */
export async function openTensorBoard(args: TensorBoardArgs): Promise<TensorBoard> {
  const {run, task, rows, sequences} = requireKeys('tensorBoard', args, ['run', 'task', 'rows', 'sequences']);
  const {seed} = requireRun(run).config;
  requireTask('tensorBoard.task', task);
  if (rows !== undefined) requirePositiveInteger('tensorBoard.rows', rows);
  if (sequences !== undefined) requireInteger('tensorBoard.sequences', sequences, {min: 0});
  const file = `${TENSORBOARD}/events.out.tfevents.${Math.floor(Date.now() / 1000)}.${hostname()}.${process.pid}`;
  await run.append(file, tensorboardStart({...(sequences !== undefined && {step: sequences})}));
  let next = 0;
  return {
    async report(report) {
      await run.append(file, tensorboardEvent({step: report.sequences, scalars: scalarsOf(report)}));
    },
    async episode(model, sequences) {
      if (rows === undefined || sequences < next) return;
      next = GROWTH * sequences;
      const shown = evaluationTaskOf(task);
      const episode = shown.sample(new RandomStream(seed, 'figure'), 1, greatestDifficulty(shown));
      const trace = await inspect(model, episode);
      const histograms = Object.fromEntries(
        trace.heads.flatMap(({label, values}) =>
          values.weighting === undefined ? [] : [[`weighting/${label}`, values.weighting.data]],
        ),
      );
      const png = await toPng(episodeFigure({trace, episode, task: shown}), {scale: 1});
      await run.append(file, tensorboardEvent({step: sequences, histograms, images: {episode: png}}));
    },
  };
}

/** The numbers of a report by their tags. */
function scalarsOf(report: TrainReport): Record<string, number> {
  const {
    bits,
    wrongBits,
    metrics = {},
    learningRate,
    sequencesPerSecond,
    difficulty = {},
    onRows = {},
  } = report;
  const named = (group: string, values: object) =>
    Object.entries(values).map(([name, value]) => [`${group}/${name}`, value as number] as const);
  return Object.fromEntries(
    [
      ...named('training', {bits, wrongBits, ...metrics}),
      ...Object.entries(onRows).flatMap(([rows, means]) =>
        named(`training on ${rows} rows`, {bits: means.bits, wrongBits: means.wrongBits, ...means.metrics}),
      ),
      ...named('difficulty', difficulty),
      ...named('speed', {learningRate, sequencesPerSecond}),
    ].filter(([, value]) => Number.isFinite(value)),
  );
}
