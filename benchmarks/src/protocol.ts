/*
 * The protocol between the benchmark and the process of a case, in any language: one JSON object per line. Once the model is
 * built and warmed up, the process describes itself (`About`). Then it answers each `Request` on its standard input with an
 * `Answer` on its standard output, and exits at the end of its input.
 */

export interface About {
  /** The number of trainable parameters of the model. */
  readonly parameters: number;
  /** The versions of the libraries in use, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** How long compiling the model took, if it was compiled. */
  readonly compileMilliseconds?: number | undefined;
}

export interface Request {
  /** How long to take steps; at least one is taken. */
  readonly seconds: number;
}

export interface Answer {
  /** Training steps or forward passes, each of one batch. */
  readonly steps: number;
  /** How long they took. */
  readonly seconds: number;
  /** The peak memory of the process so far, in MiB. */
  readonly memory: number;
}
