/** What was measured at one time of training. */
export interface TrainingPoint {
  /** How many sequences the model was trained on, at least 0. */
  readonly sequences: number;
  readonly value: number;
}

/** One training from beginning to end. */
export interface TrainingRun {
  readonly seed: number;
  /** In the order of their sequences, which grow from point to point; one at least. */
  readonly points: readonly TrainingPoint[];
}

/** The values of several runs after the same number of sequences. */
export interface RunSummary {
  readonly sequences: number;
  /** The middle one; of an even number of runs the mean of the middle two. */
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The median and the range of runs, at every number of sequences at which one of them has a point.
 *
 * A run counts from its first point to its last, and its values between two points lie on the line that joins them. So
 * where runs end at different times, those that go on make up the rest: its median may jump where a run ends.
 *
 * @param runs one at least
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

function medianAndRange(values: readonly number[]): Omit<RunSummary, 'sequences'> {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return {median, low: sorted[0]!, high: sorted.at(-1)!};
}
