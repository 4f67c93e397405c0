import type {JobResult} from './result.js';

/**
 * The run that stands for those of its model on a task: the one with the median seed, by the number of sequences after which the task was
 * solved. Runs that were not solved come after all others, by their bits per sequence; equal runs are in the order of their seeds, and of an
 * even number the earlier of the two in the middle is taken.
 */
export function medianRun<R extends Pick<JobResult, 'seed' | 'state' | 'evaluation'>>(
  runs: readonly [R, ...R[]],
): R {
  const took = ({state}: R) => state.solvedAt?.sequences ?? Number.POSITIVE_INFINITY;
  const cost = (run: R) => (run.state.solvedAt === undefined ? run.evaluation.trained.bits : 0);
  // The difference of two that were not solved is NaN: then their costs decide.
  const inOrder = runs.toSorted(
    (one, other) => took(one) - took(other) || cost(one) - cost(other) || one.seed - other.seed,
  );
  return inOrder[Math.floor((inOrder.length - 1) / 2)]!;
}
