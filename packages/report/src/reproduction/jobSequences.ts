import {presetFor} from '@ntmjs/presets';
import type {TrainState} from '@ntmjs/training';
import {isRival, type Job, jobName} from './job.js';
import {BASELINE, BASELINE_TIMES} from './reportPlan.js';

/** A run that is over: the number of sequences that it took to solve its task, or of all if it did not. */
export interface Took {
  readonly job: Job;
  readonly sequences: number;
}

/** What is known of a run that is over by its state. */
export function tookOf(job: Job, {solvedAt, sequences}: Pick<TrainState, 'sequences' | 'solvedAt'>): Took {
  return {job, sequences: solvedAt?.sequences ?? sequences};
}

/**
 * The number of sequences that a run trains on: those of its preset or, for a model that others are compared with, as many as the slowest of
 * these took, in the median over its seeds; for the LSTM without a memory ten times as many. Its rivals are those of the reproduction or, if it
 * has none, others that are known.
 *
 * @param args the runs of the reproduction, what is known by the names of runs, and the most sequences of any
 * @returns undefined while one of its rivals is not over
 */
export function jobSequences(
  job: Job,
  args: {
    readonly jobs: readonly Job[];
    readonly took: ReadonlyMap<string, Took>;
    readonly most?: number | undefined;
  },
): number | undefined {
  const {jobs, took, most = Number.POSITIVE_INFINITY} = args;
  const planned = jobs.filter((other) => isRival(job, other));
  const known = [...took.values()].filter((other) => isRival(job, other.job));
  if (planned.some((rival) => !took.has(jobName(rival)))) return undefined;
  const rivals = planned.length === 0 ? known : planned.map((rival) => took.get(jobName(rival))!);
  if (rivals.length === 0)
    return Math.min(most, presetFor(job.task, job.model, job.settings).training.sequences);
  const models = new Set(rivals.map((rival) => rival.job.model));
  const slowest = [...models].map((model) =>
    upperMedian(rivals.filter((rival) => rival.job.model === model).map(({sequences}) => sequences)),
  );
  const times = job.model === BASELINE ? BASELINE_TIMES : 1;
  return Math.min(most, times * Math.max(1, ...slowest));
}

/** The median; of an even number of values the greater of the two in the middle. */
function upperMedian(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
}
