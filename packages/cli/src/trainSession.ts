import {withRows} from '@ntmjs/layers';
import {count} from '@ntmjs/report';
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

/**
 * Trains a run to its end, as `trainRun` does, and prints what happens.
 *
 * @throws Error if a number is not finite and the run does not rewind; it names the last good checkpoint, the command that goes on
 *   from it, and what to try in a new run
 */
export async function trainSession(session: Session, output: Output, signal: AbortSignal): Promise<Trained> {
  const {run, task, model, optimizer, state, onNaN} = session;
  printStart(session, output);
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
        continue;
      }
      const {report} = event;
      if (isFirst) output.line(engineLine(report));
      isFirst = false;
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
