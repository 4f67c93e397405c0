import {ArgumentError, requireChoice, requireInstance, requireKeys, requireObject} from '@ntmjs/arguments';
import type {Metric, Task} from '@ntmjs/tasks';
import {NonFiniteError} from '../nonFinite.js';
import {train} from '../train.js';
import type {TrainArgs} from '../trainArgs.js';
import {type EndReason, startState, type TrainReport, type TrainState} from '../trainEvent.js';
import {isBetter} from './best.js';
import {rewind} from './rewind.js';
import {Run} from './run.js';
import {trainingOptions} from './runConfig.js';

/** The largest number of sequences between two reports. */
const REPORT_EVERY = 100;

/** The arguments of `trainRun`: the run, what its configuration makes, and what it does not hold. */
export interface TrainRunArgs
  extends Pick<TrainArgs, 'model' | 'task' | 'optimizer' | 'withRows' | 'signal'> {
  readonly run: Run;
  /** The state to go on from, with the model and the optimizer as they were then; by default training starts. */
  readonly state?: TrainState | undefined;
  /** What happens after a number that is not finite; defaults to what the run's configuration says. */
  readonly onNaN?: string | undefined;
}

/** What happens while a run is trained. */
export type RunEvent =
  | {readonly type: 'progress'; readonly report: TrainReport}
  | {
      /** A number was not finite: training goes on from this state. */
      readonly type: 'rewind';
      readonly reason: string;
      readonly state: TrainState;
    }
  | {
      readonly type: 'end';
      readonly reason: EndReason;
      readonly report: TrainReport;
      /** The folder of the last checkpoint. */
      readonly checkpoint: string;
    };

/**
 * Trains a run to its end, as its configuration says: logs its reports, saves checkpoints at the start, every `checkpointEvery` sequences and at the
 * end, and with `keepBest` also the best one so far. If a number is not finite, the run rewinds to the last checkpoint, if it is configured to.
 *
 * Like `train` an async iterator, which takes steps only while events are consumed.
 *
 * @throws ArgumentError as `train` and `Run.save` do
 * @throws NonFiniteError if a number is not finite and the run does not rewind
 * @throws WriteError if a file cannot be written
 */
export async function* trainRun(args: TrainRunArgs): AsyncGenerator<RunEvent, void, void> {
  const names = ['run', 'model', 'task', 'optimizer', 'withRows', 'signal', 'state', 'onNaN'];
  requireKeys('trainRun', args, names);
  const run = requireInstance('run', args.run, Run, 'a Run');
  requireObject('task', args.task, 'a task');
  if (args.onNaN !== undefined) requireChoice('onNaN', args.onNaN, trainingOptions.onNaN.choices);
  const {model, optimizer} = args;
  let {state} = args;
  if (state === undefined) {
    state = startState(run.config.seed);
    await run.save({model, optimizer, state});
  }
  for (;;) {
    try {
      yield* trainFrom(state, args);
      return;
    } catch (error) {
      const onNaN = args.onNaN ?? run.config.training.onNaN;
      if (!(error instanceof NonFiniteError) || onNaN !== 'rewind') throw error;
      state = await rewind(run, model, optimizer);
      yield {type: 'rewind', reason: error.fact, state};
    }
  }
}

async function* trainFrom(
  from: TrainState,
  {run, model, task, optimizer, withRows, signal}: TrainRunArgs,
): AsyncGenerator<RunEvent, void, void> {
  const {training, seed} = run.config;
  const {
    checkpointEvery = trainingOptions.checkpointEvery.default,
    keep: _,
    onNaN: __,
    keepBest,
    ...loop
  } = training;
  const reportEvery = Math.min(REPORT_EVERY, checkpointEvery);
  const best = keepBest === undefined ? undefined : metricOf(task, keepBest);
  let bestState = best && (await run.best())?.state;
  let [saved, logged] = [from.sequences, from.sequences];
  const save = async (state: TrainState) => {
    saved = state.sequences;
    return run.save({model, optimizer, state});
  };
  const keepIfBest = async (state: TrainState) => {
    if (best === undefined || !isBetter(state, bestState, best)) return;
    await run.saveBest({model, optimizer, state});
    bestState = state;
  };
  const events = train({...loop, model, task, optimizer, withRows, signal, seed, reportEvery, state: from});
  for await (const {type, report, state, ...end} of events) {
    const {sequences} = report;
    if (type === 'progress') {
      yield {type, report};
      await run.log(report);
      // At the same sequences whether or not training was stopped in between, unlike checkpoints.
      if (Math.floor(sequences / checkpointEvery) > Math.floor(logged / checkpointEvery))
        await keepIfBest(state);
      logged = sequences;
      if (sequences - saved >= checkpointEvery) await save(state);
      continue;
    }
    const {reason} = end as {readonly reason: EndReason};
    if (reason !== 'stopped') {
      if (sequences > logged) await run.log(report);
      await keepIfBest(state);
    }
    const checkpoint = sequences === saved ? await run.lastCheckpoint() : await save(state);
    yield {type, reason, report, checkpoint};
  }
}

function metricOf(task: Task, name: string): Metric {
  const metric = task.metrics.find((each) => each.name === name);
  if (metric !== undefined) return metric;
  throw new ArgumentError(
    'training.keepBest',
    `one of ${task.metrics.map((each) => each.name).join(', ')}`,
    name,
  );
}
