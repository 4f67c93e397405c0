import type {Episodes} from './episodes.js';
import type {TaskMetrics} from './metrics.js';
import type {RandomStream} from './random.js';

/** Plain JSON from which `createTask` makes a task. */
export type TaskConfig = Readonly<Record<string, number | boolean | string>>;

/** The integers from `min` to `max`, both included. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * A source of episodes, without a model and without state: all randomness comes from the stream that is passed in.
 *
 * `Difficulty` names what makes an episode harder, in whole numbers: the copy task's is `{length}`. Training leaves it
 * out and gets draws from `trainingRange`; evaluation and curricula set what they need, also beyond that range.
 */
export interface Task<Difficulty extends object = Record<string, number>> {
  /** The name that `createTask` knows the task by. */
  readonly name: string;
  /** What the model has to do, in one sentence. */
  readonly description: string;
  /** All options, those left at their defaults too: `createTask(name, config)` makes an equal task. */
  readonly config: TaskConfig;
  /** What each part of the difficulty is drawn from, uniformly, where `sample` is not told. */
  readonly trainingRange: {readonly [Part in keyof Difficulty]: Range};
  /** A name for each input channel. */
  readonly inputChannels: readonly string[];
  /** A name for each output channel. */
  readonly outputChannels: readonly string[];
  /** The number of input channels. */
  readonly inputSize: number;
  /** The number of output channels. */
  readonly outputSize: number;
  /** What a model's answers are judged by. */
  readonly metrics: TaskMetrics;

  /**
   * Draws a batch of episodes, all of one difficulty.
   *
   * @param random where the randomness comes from; it moves on
   * @param batch the number of episodes, a positive integer
   * @param difficulty the parts to set; the others are drawn from the training range, once for the whole batch
   * @returns `batch` episodes with inputs `[batch, steps, inputSize]` and targets `[batch, steps, outputSize]`
   * @throws ArgumentError if the batch or the difficulty is out of its range, or a part of the difficulty is unknown
   */
  sample(random: RandomStream, batch: number, difficulty?: Partial<Difficulty>): Episodes;
}
