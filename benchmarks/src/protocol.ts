import type {Lap} from './stopwatch.js';

/*
 * How the benchmark talks with the process of a case, whatever it is written in: one JSON object a line. Once the model
 * is built and warm the process says what it is (`About`); then it answers each `Request` on its standard input with an
 * `Answer`, and ends when its input does.
 */

export interface About {
  /** How many numbers the model learns. */
  readonly parameters: number;
  /** What computes: name to version. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface Request {
  /** For how long to take steps; at least one is taken. */
  readonly seconds: number;
}

export type Answer = Lap;
