import {withRows} from '@ntmjs/layers';
import {count} from '@ntmjs/report';
import {hasTensorBoard, openTensorBoard, type TensorBoard} from '@ntmjs/report/runs';
import {endLine, engineLine, memoryLine, optimizerLine, progressLine} from '@ntmjs/report/texts';
import {type EndReason, NonFiniteError, type TrainReport} from '@ntmjs/training';
import {meanIn, type Run, trainRun} from '@ntmjs/training/runs';
import type {Output} from './output.js';
import type {Session} from './session.js';
import {adviceLine, type Best, bestLine, leftOutLine} from './trainingText.js';

/** The end of a training. */
export interface Trained {
  readonly reason: EndReason;
  readonly report: TrainReport;
  /** The folder of the last checkpoint. */
  readonly checkpoint: string;
}

export interface TrainSessionArgs {
  readonly session: Session;
  readonly output: Output;
  readonly signal: AbortSignal;
  /** Whether event files of TensorBoard are written; those of a run that has them are continued. */
  readonly tensorboard?: boolean | undefined;
}

/**
 * Trains a run to its end, as `trainRun` does, and prints what happens.
 *
 * @throws Error if a number is not finite and the run does not rewind; it names the last good checkpoint, the command that goes on
 *   from it, and what to try in a new run
 */
export async function trainSession(args: TrainSessionArgs): Promise<Trained> {
  const {session, output, signal} = args;
  const {run, task, model, optimizer, state, onNaN} = session;
  printStart(session, output);
  let board = await tensorBoardOf(args);
  try {
    let isFirst = true;
    for await (const event of trainRun({run, model, task, optimizer, withRows, signal, state, onNaN})) {
      if (event.type === 'rewind') {
        const {sequences, rateScale} = event.state;
        output.event('rewind', {reason: event.reason, sequences, rateScale});
        output.line(
          `${event.reason}: back to ${count(sequences)} sequences, with ${rateScale} times the learning rate.`,
        );
        isFirst = true;
        board = await tensorBoardOf(args, sequences);
        continue;
      }
      const {report} = event;
      if (isFirst) output.line(engineLine(report));
      isFirst = false;
      await board?.report(report);
      await board?.episode(model, report.sequences);
      if (event.type === 'progress') {
        output.progress(progressLine(report, run.config.training.sequences));
        output.event('progress', report);
        continue;
      }
      const {reason, checkpoint} = event;
      const best = await bestOf(run);
      output.event('end', {reason, checkpoint, ...(best && {best}), ...report});
      output.line(endLine(reason, report));
      if (best !== undefined) output.line(bestLine(run, best));
      return {reason, report, checkpoint};
    }
  } catch (error) {
    if (!(error instanceof NonFiniteError)) throw error;
    throw new Error(`${error.fact}; ${adviceLine(run, await run.lastCheckpoint())}`, {cause: error});
  }
  throw new Error('training ended without an end event');
}

/** What writes event files, if that is asked for or they were begun, from a number of sequences on: defaults to that of the run's state. */
async function tensorBoardOf(
  {session, tensorboard}: TrainSessionArgs,
  from?: number,
): Promise<TensorBoard | undefined> {
  const {run, task, rows, state} = session;
  if (!tensorboard && !(await hasTensorBoard(run))) return undefined;
  return openTensorBoard({run, task, rows, sequences: from ?? state?.sequences});
}

/** The best checkpoint of a run that keeps it, with the mean of its metric. */
async function bestOf(run: Run): Promise<Best | undefined> {
  const {keepBest: metric} = run.config.training;
  const best = metric === undefined ? undefined : await run.best();
  if (best === undefined) return undefined;
  return {
    metric: metric!,
    mean: meanIn(best.state, metric!),
    sequences: best.sequences,
    checkpoint: best.folder,
  };
}

/** Prints what is trained. */
function printStart(session: Session, output: Output): void {
  const {run, task, settings, memory, leftOut = []} = session;
  const {training, seed, backend} = run.config;
  output.event('start', {run: run.folder, config: run.config, ...(settings && {settings}), memory});
  output.line(
    `${session.state ? 'Continuing' : 'Training'} ${run.folder}: the ${task.name} task, ${count(memory.parameters)} ` +
      `parameters, batch ${training.batch}, seed ${seed}, backend ${backend}`,
  );
  output.line(memoryLine(memory));
  output.line(optimizerLine(training));
  if (run.config.from !== undefined && session.state === undefined) {
    output.line(`The first weights are those of ${run.config.from.path}.`);
  }
  if (leftOut.length > 0) output.line(leftOutLine(leftOut));
  if (settings === 'general') {
    output.line('This task and model have no measured settings: training uses general ones.');
  }
}
