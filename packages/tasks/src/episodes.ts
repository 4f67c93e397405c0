/**
 * A batch of episodes as flat arrays, row-major. An episode is what a model sees from one reset of its state to the
 * next; all episodes of a batch have the same number of steps.
 */
export interface Episodes {
  readonly batch: number;
  readonly steps: number;
  readonly inputSize: number;
  readonly outputSize: number;
  /** What the model is given, `[batch, steps, inputSize]`. */
  readonly inputs: Float32Array;
  /** What it should answer, `[batch, steps, outputSize]`: 0 or 1, and 0 at steps that are not answering steps. */
  readonly targets: Float32Array;
  /** `[batch, steps]`: 1 at answering steps, where the targets count, and 0 at all others. */
  readonly mask: Float32Array;
}

/** The sizes of a batch of episodes. */
export type EpisodeSizes = Pick<Episodes, 'batch' | 'steps' | 'inputSize' | 'outputSize'>;

/** Episodes of these sizes without any input, target or answering step: zeros, for a task to fill in. */
export function blankEpisodes(sizes: EpisodeSizes): Episodes {
  const {batch, steps, inputSize, outputSize} = sizes;
  return {
    ...sizes,
    inputs: new Float32Array(batch * steps * inputSize),
    targets: new Float32Array(batch * steps * outputSize),
    mask: new Float32Array(batch * steps),
  };
}
