import type {Output} from '@ntmjs/report';
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
import type {Session} from './session.js';
import {endLine, engineLine, progressLine} from './trainingText.js';

/** How many sequences lie between two checkpoints, unless the run says otherwise. */
const CHECKPOINT_EVERY = 1000;

/** How many sequences lie between two reports, at the most. */
const REPORT_EVERY = 100;

/** How training ended. */
export interface Trained {
  readonly reason: EndReason;
  readonly report: TrainReport;
  /** The folder of the last checkpoint. */
  readonly checkpoint: string;
}

/**
 * Trains to the end, with a checkpoint at the very start, now and then, and in the end. Where a number is not finite, the
 * run is set back if it is to be.
 *
 * @throws Error if a number is not finite and the run is not set back; it names the last good checkpoint
 */
export async function trainSession(session: Session, output: Output, signal: AbortSignal): Promise<Trained> {
  const {run, task, model, optimizer} = session;
  const {training, seed, backend} = run.config;
  let state = session.state;
  if (state === undefined) {
    state = startState(seed);
    await run.save({model, optimizer, state});
  }
  const {settings} = session;
  output.event('start', {run: run.folder, config: run.config, ...(settings && {settings})});
  output.line(
    `${session.state ? 'Going on with' : 'Training'} ${run.folder}: the ${task.name} task, ${count(model.countParams())} ` +
      `parameters, batch ${training.batch}, seed ${seed}, backend ${backend}`,
  );
  if (settings === 'general') {
    output.line('No settings were measured for this combination of task and model: these are general ones.');
  }
  for (;;) {
    try {
      return await trainFrom(state, session, output, signal);
    } catch (error) {
      if (!(error instanceof NonFiniteError)) throw error;
      if (training.onNaN !== 'rewind') {
        const checkpoint = await run.lastCheckpoint();
        throw new Error(`${error.message}; the last good checkpoint is ${checkpoint}`, {cause: error});
      }
      state = await rewind(run, model, optimizer);
      output.event('rewind', {reason: error.message, sequences: state.sequences, rateScale: state.rateScale});
      output.line(
        `${error.message}: back to ${count(state.sequences)} sequences, with ${state.rateScale} of the learning rate.`,
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
  let told = false;
  for await (const event of train({...training, model, task, optimizer, seed, reportEvery, signal, state})) {
    const {report} = event;
    if (!told) output.line(engineLine(report));
    told = true;
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
    const checkpoint = await run.save({model, optimizer, state: event.state});
    output.event('end', {reason: event.reason, checkpoint, ...report});
    output.line(endLine(event.reason, report));
    return {reason: event.reason, report, checkpoint};
  }
  throw new Error('training ended without saying so');
}
