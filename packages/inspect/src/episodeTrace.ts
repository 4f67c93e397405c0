import type {HeadKind} from '@ntmjs/layers';

/** What one episode gives a model; a batch of one episode of `@ntmjs/tasks` is one. */
export interface EpisodeInputs {
  readonly steps: number;
  readonly inputSize: number;
  /** `[steps, inputSize]`, row-major */
  readonly inputs: Float32Array;
}

/** Numbers of an episode, row-major. */
export interface TracedArray {
  /** As a rule `[steps, ...]`. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What a model did in one episode. */
export interface EpisodeTrace {
  readonly steps: number;
  /** What the model puts out, without the batch: `[steps, outputs]`, or `[outputs]` for a model of the last step only. */
  readonly outputs: TracedArray;
  /** The reads of each step side by side, `[steps, readSize]`. */
  readonly reads: TracedArray;
  /** The state of the memory access after each step, by the names of the access: `[steps, ...shape]` each. */
  readonly state: Readonly<Record<string, TracedArray>>;
  /** A Neural Turing Machine's heads in the order in which they act; empty for other accesses. */
  readonly heads: readonly HeadTrace[];
}

/** Where a head of a Neural Turing Machine attended in one episode. */
export interface HeadTrace {
  /** Its place among the heads of its access, from 0. */
  readonly index: number;
  readonly kind: HeadKind;
  /** `write head` or `read head`; `write head 1`, `write head 2` and so on where there are several of the kind. */
  readonly label: string;
  /** N, the number of memory rows. */
  readonly rows: number;
  /** w_t, its weighting at each step, `[steps, rows]`, row-major. */
  readonly weightings: Float32Array;
}
