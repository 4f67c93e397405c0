import type {HeadActivity, HeadKind} from '@ntmjs/layers';

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

/** Numbers of an episode by name. */
export type TracedRecord = Readonly<Record<string, TracedArray>>;

/** What a model did in one episode. */
export interface EpisodeTrace {
  readonly steps: number;
  /** What the model puts out, without the batch: `[steps, outputs]`, or `[outputs]` for a model of the last step only. */
  readonly outputs: TracedArray;
  /** The reads of each step side by side, `[steps, readSize]`. */
  readonly reads: TracedArray;
  /** The state of the memory access before each step, by the names of the access: `[steps, ...shape]` each. */
  readonly stateBefore: TracedRecord;
  /** The same after each step. */
  readonly state: TracedRecord;
  /** What rows of the memory have besides their contents, such as usage or strengths: `[steps, rows]` each. */
  readonly rowValues: TracedRecord;
  /** The heads in the order in which they act; empty for an access of one's own that shows none. */
  readonly heads: readonly HeadTrace[];
}

/** What a head did in one episode. */
export interface HeadTrace {
  /** Its place among the heads of its access, from 0. */
  readonly index: number;
  readonly kind: HeadKind;
  /** What tells it from others of its kind, if that is not their order: a deque's are `top` and `bottom`. */
  readonly name?: string;
  /** `write head` or `top read head`; `write head 1`, `write head 2` and so on where there are several of the kind. */
  readonly label: string;
  /**
   * What it was told, where it attended, and what it read or wrote, by name: `[steps, ...]` each. `weighting`, `[steps,
   * rows]`, is where it attended in the end.
   */
  readonly values: TracedRecord;
}

/** A name for each head: `read head`, `top read head`, or `read head 2` where there are several of the same name. */
export function headLabels(heads: readonly Pick<HeadActivity, 'kind' | 'name'>[]): string[] {
  const labels = heads.map(({kind, name}) => `${name === undefined ? '' : `${name} `}${kind} head`);
  return labels.map((label, index) => {
    if (labels.indexOf(label) === labels.lastIndexOf(label)) return label;
    return `${label} ${labels.slice(0, index + 1).filter((other) => other === label).length}`;
  });
}
