/** A value during training. */
export interface TrainingPoint {
  /** The number of training sequences so far, at least 0. */
  readonly sequences: number;
  readonly value: number;
}

/** The values of one training run. */
export interface TrainingRun {
  readonly seed: number;
  /** One or more, in order of increasing sequences. */
  readonly points: readonly TrainingPoint[];
}

/** The values of several runs after the same number of sequences. */
export interface RunSummary {
  readonly sequences: number;
  /** The middle value; for an even number of runs the mean of the middle two. */
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The median and the range of runs, at every number of sequences at which one of them has a point.
 *
 * A run counts from its first point to its last, and is interpolated linearly between points. If runs end at different times, the median
 * may jump where a run ends.
 *
 * @param runs one or more
 */
export function summarizeRuns(runs: readonly TrainingRun[]): RunSummary[] {
  const times = new Set(runs.flatMap(({points}) => points.map(({sequences}) => sequences)));
  const columns = new Map([...times].sort((a, b) => a - b).map((time) => [time, [] as number[]]));
  for (const {points} of runs) {
    let next = 0;
    for (const [time, values] of columns) {
      while (next < points.length && points[next]!.sequences < time) next++;
      const after = points[next];
      if (after === undefined) break;
      const before = points[next - 1];
      if (after.sequences === time) values.push(after.value);
      else if (before !== undefined) {
        const part = (time - before.sequences) / (after.sequences - before.sequences);
        values.push(before.value + part * (after.value - before.value));
      }
    }
  }
  return [...columns].map(([sequences, values]) => ({sequences, ...medianAndRange(values)}));
}

/** The median, for an even number of values the mean of the middle two, and the range. */
export function medianAndRange(values: readonly number[]): Omit<RunSummary, 'sequences'> {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return {median, low: sorted[0]!, high: sorted.at(-1)!};
}
