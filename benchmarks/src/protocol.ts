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
  /** How long it took to compile the model, if it was compiled. */
  readonly compileMilliseconds?: number | undefined;
}

export interface Request {
  /** For how long to take steps; at least one is taken. */
  readonly seconds: number;
}

export interface Answer extends Lap {
  /** The most memory that the process has had so far, in MiB. */
  readonly memory: number;
}
