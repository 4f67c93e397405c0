import type {HeadActivity, HeadKind} from '@ntmjs/layers';

/** The inputs of one episode; a batch of one episode of `@ntmjs/tasks` has them. */
export interface EpisodeInputs {
  readonly steps: number;
  readonly inputSize: number;
  /** `[steps, inputSize]`, row-major */
  readonly inputs: Float32Array;
}

/** One episode with its targets, such as a batch of one of `@ntmjs/tasks`. */
export interface FigureEpisode {
  readonly batch: number;
  readonly steps: number;
  readonly inputSize: number;
  readonly outputSize: number;
  /** `[steps, inputSize]` */
  readonly inputs: Float32Array;
  /** `[steps, outputSize]` */
  readonly targets: Float32Array;
  /** 1 at answering steps and 0 at others, `[steps]` */
  readonly mask: Float32Array;
}

/** The names of a task and of its channels, such as a task of `@ntmjs/tasks` has. */
export interface FigureTask {
  readonly name: string;
  /** A name for each input channel. */
  readonly inputChannels: readonly string[];
  /** A name for each output channel. */
  readonly outputChannels: readonly string[];
}

/** Numbers of an episode, row-major. */
export interface TracedArray {
  /** As a rule `[steps, ...]`. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Numbers of an episode by name. */
export type TracedRecord = Readonly<Record<string, TracedArray>>;

/** A model's outputs, reads, states and heads in one episode. */
export interface EpisodeTrace {
  readonly steps: number;
  /** The model's outputs without the batch: `[steps, outputs]`, or `[outputs]` of a model that returns only its last step. */
  readonly outputs: TracedArray;
  /** The reads of each step side by side, `[steps, readSize]`. */
  readonly reads: TracedArray;
  /** The state of the memory access before each step, by the names of the access: `[steps, ...shape]` each. */
  readonly stateBefore: TracedRecord;
  /** The same after each step. */
  readonly state: TracedRecord;
  /** Values of memory rows besides their contents, such as usage or strengths: `[steps, rows]` each. */
  readonly rowValues: TracedRecord;
  /** The heads in the order in which they act; empty if the access does not report its heads. */
  readonly heads: readonly HeadTrace[];
}

/** A head's parameters, attention and effects in one episode. */
export interface HeadTrace {
  /** Its index among the heads of its access, from 0. */
  readonly index: number;
  readonly kind: HeadKind;
  /** Its name among heads of its kind, if it has one: a deque's are `top` and `bottom`. */
  readonly name?: string;
  /** `write head` or `top read head`; `write head 1`, `write head 2` and so on where there are several of the kind. */
  readonly label: string;
  /**
   * Its parameters, its weightings, and what it read or wrote, by name: `[steps, ...]` each. `weighting`, `[steps, rows]`, is its
   * final weighting.
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
