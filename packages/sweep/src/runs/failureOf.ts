import type {AttemptRecord, Failure} from './result.js';

/** After how many attempts that failed a run is given up. */
export const MOST_TRIES = 3;

/** Why a run is given up after these attempts; undefined if it is not. */
export function failureOf(attempts: readonly AttemptRecord[]): Failure | undefined {
  const failures = attempts.flatMap(({failed}) => failed ?? []);
  return failures.find(({final}) => final) ?? (failures.length >= MOST_TRIES ? failures.at(-1) : undefined);
}
