import type {OptionDeclarations} from '@ntmjs/arguments';
import type {Episodes} from './episodes.js';
import type {Metric} from './metrics.js';
import type {RandomStream} from './random.js';

/** The options of a task as plain JSON: what `createTask` takes, and what a run saves. */
export type TaskConfig = Readonly<Record<string, number | boolean | string>>;

/** The integers from `min` to `max`, inclusive. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** The publication that a task comes from. */
export interface TaskSource {
  /** Authors, title and year. */
  readonly reference: string;
  /** The section that describes the task: `4.1`. */
  readonly section?: string | undefined;
  readonly url: string;
}

/** When a task counts as solved: the mean of a metric must fall below a threshold, or rise above one. */
export type Solved =
  | {
      /** The name of one of the task's metrics. */
      readonly metric: string;
      /** What the metric's mean must fall below. */
      readonly below: number;
    }
  | {
      /** The name of one of the task's metrics. */
      readonly metric: string;
      /** What the metric's mean must rise above. */
      readonly above: number;
    };

/** The counterpart of a task whose training episodes hold something out. */
export interface EvaluationTask {
  /** What its episodes hold that training never does: `classes held out from training`. */
  readonly description: string;
  /**
   * Creates the task to evaluate on.
   *
   * @throws ArgumentError if too little is held out for an episode
   */
  create(): Task;
}

/**
 * A source of episodes. It holds no model and no state: all randomness comes from the stream passed to `sample`.
 *
 * `Difficulty` names what makes an episode harder, as integers: the copy task's is `{length}`. Training omits it and draws
 * from `trainingRange`; evaluation and curricula set its parts, also beyond that range.
 */
export interface Task<Difficulty extends object = Record<string, number>> {
  /** The task's name for `createTask`, the command line and saved runs: `repeat-copy`. */
  readonly name: string;
  /** The task's name for readers: `Repeat copy`. */
  readonly title: string;
  /** What the model has to do, in one sentence. */
  readonly description: string;
  /** Where the task comes from; absent for a task that no publication describes. */
  readonly source?: TaskSource | undefined;
  /** The declarations of the task's options. */
  readonly options: OptionDeclarations;
  /** The values of all options, defaults included: `createTask(name, config)` creates an equal task. */
  readonly config: TaskConfig;
  /** The range from which `sample` draws each part of the difficulty that is not set, uniformly. */
  readonly trainingRange: {readonly [Part in keyof Difficulty]: Range};
  /**
   * The difficulties, beyond that of training, at which the task is evaluated by default. Some options rule some of them
   * out: `evaluationDifficulties` lists those that the task has episodes of.
   */
  readonly evaluation: readonly Partial<Difficulty>[];
  /** The task to evaluate a trained model on; absent if that is this task. */
  readonly evaluationTask?: EvaluationTask | undefined;
  /** When the task counts as solved, whatever the model. */
  readonly solved: Solved;
  /** The name of each input channel. */
  readonly inputChannels: readonly string[];
  /** The name of each output channel. */
  readonly outputChannels: readonly string[];
  /** The number of input channels. */
  readonly inputSize: number;
  /** The number of output channels. */
  readonly outputSize: number;
  /** What a model's answers are measured by: `bits`, `wrongBits`, then the metrics of this task alone. */
  readonly metrics: readonly Metric[];

  /**
   * Draws a batch of episodes, all of one difficulty.
   *
   * @param random the source of randomness; it advances
   * @param batch the number of episodes, a positive integer
   * @param difficulty the parts to set; the others are drawn from the training range, once for the whole batch
   * @returns `batch` episodes with inputs `[batch, steps, inputSize]` and targets `[batch, steps, outputSize]`
   * @throws ArgumentError if the batch or the difficulty is out of its range, or a part of the difficulty is unknown
   */
  sample(random: RandomStream, batch: number, difficulty?: Partial<Difficulty>): Episodes;
}
