import {type Job, jobName, jobSequences, type Took} from '@ntmjs/report/reproduction';
import type {Sampler, SearchState} from '../search/sampler.js';

export interface JobSamplerArgs {
  /** The runs that are points. */
  readonly trained: readonly Job[];
  /** All runs of the reproduction, those of which there are records among them. */
  readonly jobs: readonly Job[];
  /** What is known of runs that are no points, by their names. */
  readonly known: ReadonlyMap<string, Took>;
  /** The most sequences of a run. */
  readonly most?: number | undefined;
}

/**
 * The runs of a reproduction in their order, as points `{run, sequences}`. One that is compared with others waits until these are over, since it
 * trains for as long as they took.
 */
export function jobSampler({trained, jobs, known, most}: JobSamplerArgs): Sampler {
  const byName = new Map(trained.map((job) => [jobName(job), job]));
  return {
    size: trained.length,
    next({observed, pending}: SearchState) {
      const job = trained[observed.length + pending.length];
      if (job === undefined) return undefined;
      const took = new Map(known);
      for (const {point, value} of observed) {
        const {run, sequences} = point as {run: string; sequences: number};
        took.set(run, {job: byName.get(run)!, sequences: Math.min(value, sequences)});
      }
      const sequences = jobSequences(job, {jobs, took, most});
      return sequences === undefined ? undefined : {run: jobName(job), sequences};
    },
  };
}
