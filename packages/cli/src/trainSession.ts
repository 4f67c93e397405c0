import {count} from '@ntmjs/report';
import {
  type EndReason,
  NonFiniteError,
  startState,
  type TrainReport,
  type TrainState,
  train,
} from '@ntmjs/training';
import {rewind} from '@ntmjs/training/runs';
import type {Output} from './output.js';
import type {Session} from './session.js';
import {ofLoop} from './trainConfig.js';
import {
  adviceLine,
  endLine,
  engineLine,
  leftOutLine,
  memoryLine,
  optimizerLine,
  progressLine,
} from './trainingText.js';

/** The number of sequences between two checkpoints by default. */
const CHECKPOINT_EVERY = 1000;

/** The largest number of sequences between two reports. */
const REPORT_EVERY = 100;

/** The end of a training. */
export interface Trained {
  readonly reason: EndReason;
  readonly report: TrainReport;
  /** The folder of the last checkpoint. */
  readonly checkpoint: string;
}

/**
 * Trains a run to its end, with checkpoints at the start, at intervals, and at the end. If a number is not finite, the run
 * rewinds to the last checkpoint, if it is configured to.
 *
 * @throws Error if a number is not finite and the run does not rewind; it names the last good checkpoint, the command that goes on
 *   from it, and what to try in a new run
 */
export async function trainSession(session: Session, output: Output, signal: AbortSignal): Promise<Trained> {
  const {run, task, model, optimizer} = session;
  const {training, seed, backend} = run.config;
  let state = session.state;
  if (state === undefined) {
    state = startState(seed);
    await run.save({model, optimizer, state});
  }
  const {settings, memory} = session;
  output.event('start', {run: run.folder, config: run.config, ...(settings && {settings}), memory});
  output.line(
    `${session.state ? 'Continuing' : 'Training'} ${run.folder}: the ${task.name} task, ${count(memory.parameters)} ` +
      `parameters, batch ${training.batch}, seed ${seed}, backend ${backend}`,
  );
  output.line(memoryLine(memory));
  output.line(optimizerLine(training));
  if (session.leftOut !== undefined && session.leftOut.length > 0) output.line(leftOutLine(session.leftOut));
  if (settings === 'general') {
    output.line('This task and model have no measured settings: training uses general ones.');
  }
  for (;;) {
    try {
      return await trainFrom(state, session, output, signal);
    } catch (error) {
      if (!(error instanceof NonFiniteError)) throw error;
      if ((session.onNaN ?? training.onNaN) !== 'rewind') {
        const checkpoint = await run.lastCheckpoint();
        throw new Error(`${error.fact}; ${adviceLine(run, checkpoint)}`, {cause: error});
      }
      state = await rewind(run, model, optimizer);
      output.event('rewind', {reason: error.fact, sequences: state.sequences, rateScale: state.rateScale});
      output.line(
        `${error.fact}: back to ${count(state.sequences)} sequences, with ${state.rateScale} times the learning rate.`,
      );
    }
  }
}

async function trainFrom(
  state: TrainState,
  {run, task, model, optimizer}: Session,
  output: Output,
  signal: AbortSignal,
): Promise<Trained> {
  const {training, seed} = run.config;
  const {checkpointEvery = CHECKPOINT_EVERY} = training;
  const reportEvery = Math.min(REPORT_EVERY, checkpointEvery);
  let saved = state.sequences;
  let logged = saved;
  let first = true;
  for await (const event of train({
    ...ofLoop(training),
    model,
    task,
    optimizer,
    seed,
    reportEvery,
    signal,
    state,
  })) {
    const {report} = event;
    if (first) output.line(engineLine(report));
    first = false;
    if (event.type === 'progress') {
      output.progress(progressLine(report, training.sequences));
      output.event('progress', report);
      await run.log(report);
      logged = report.sequences;
      if (report.sequences - saved < checkpointEvery) continue;
      await run.save({model, optimizer, state: event.state});
      saved = report.sequences;
      continue;
    }
    if (event.reason !== 'stopped' && report.sequences > logged) await run.log(report);
    const isSaved = report.sequences === saved;
    const checkpoint = isSaved
      ? await run.lastCheckpoint()
      : await run.save({model, optimizer, state: event.state});
    output.event('end', {reason: event.reason, checkpoint, ...report});
    output.line(endLine(event.reason, report));
    return {reason: event.reason, report, checkpoint};
  }
  throw new Error('training ended without an end event');
}
