import {grouped} from '@ntmjs/report';
import type {SweepRun} from '../sweep/standing.js';

/** Why runs failed. */
export interface FailureGroup {
  readonly reason: string;
  /** The runs that failed for this reason: `point 3, seed 1 (copy-0123456789abcdef)`. */
  readonly where: readonly string[];
}

/** Every failure of a sweep; runs that failed for the same reason are together. */
export function failuresOf(runs: readonly SweepRun[]): FailureGroup[] {
  const failed = runs.filter(({failure}) => failure !== undefined);
  return [...grouped(failed, ({failure}) => failure!.reason)].map(([reason, same]) => ({
    reason,
    where: same.map(({number, run}) => `point ${number}, seed ${run.config.seed} (${run.name})`),
  }));
}
