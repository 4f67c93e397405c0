/** How a case ended. */
export interface Outcome {
  /** What was tried and how it ended, by kind: `{refused: 1}`. */
  readonly counts: Readonly<Record<string, number>>;
  /** Why the case failed; undefined if it passed. */
  readonly failure?: string | undefined;
}

/** What a process needs to run cases. */
interface CaseContext {
  readonly seed: number;
  /** An empty folder of this process, which is removed when it has ended. */
  readonly folder: string;
}

/**
 * Runs a case; the case is determined by the seed and its number alone.
 *
 * @param announce says what is tried, for the report if the process does not survive it
 */
export type RunCase = (index: number, announce: (what: string) => void) => Promise<Outcome>;

/** A part of the torture: cases of one kind. */
export interface Part {
  readonly name: string;
  /** What is tried, for the table of results. */
  readonly title: string;
  /** What must hold, for the table of results. */
  readonly holds: string;
  /** How many are tried by default, in its unit: kills, files, steps. */
  readonly count: number;
  /** How many of its unit a case tries; 1 by default. */
  readonly perCase?: number;
  /** The longest that a case may take, in seconds; whatever takes longer hangs. */
  readonly limit: number;
  /** How many cases a process runs before another takes over; all of them by default. */
  readonly casesPerProcess?: number;
  /** Arguments for Node. */
  readonly nodeArguments?: readonly string[];
  /** Prepares a process for its cases. */
  start(context: CaseContext): Promise<RunCase>;
}
