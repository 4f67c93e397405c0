import {
  requireChoice,
  requireInteger,
  requireKeys,
  requireNumber,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import type {RandomStream, Task} from '@ntmjs/tasks';
import {DEFAULT_WINDOW} from '../endReason.js';
import {SlidingMean} from '../slidingMean.js';
import type {Curriculum, CurriculumState, Difficulty} from './curriculum.js';

export interface DoublingArgs {
  /** The part of the difficulty that grows: `length`. */
  readonly part: string;
  /** The most that it is drawn up to at first; may be less than the training range begins with. */
  readonly start: number;
  /** The metric of the task that tells when it grows; `bits` unless said otherwise. */
  readonly metric?: string | undefined;
  /** What the metric's mean must fall below. */
  readonly below: number;
  /** Over how many sequences the mean is; 1000 unless said otherwise. */
  readonly window?: number | undefined;
}

/**
 * Draws one part of the difficulty uniformly from the least of the task's training range up to a maximum, which doubles
 * whenever the task is mastered: when the mean of a metric over the last `window` sequences, all of them since it last
 * rose, is below a threshold. The greatest of the training range is where it stays. A maximum that is still below the training
 * range is what all sequences have.
 *
 * @throws ArgumentError if an argument is unknown or out of its range, or the state has a maximum that the task has not
 */
export function doubling(args: DoublingArgs, task: Task, state?: CurriculumState): Curriculum {
  requireKeys('curriculum', args, ['part', 'start', 'metric', 'below', 'window']);
  const part = requireChoice('curriculum.part', args.part, Object.keys(task.trainingRange));
  const range = task.trainingRange[part]!;
  const start = requireInteger('curriculum.start', args.start, {min: 1, max: range.max});
  const metrics = task.metrics.map(({name}) => name);
  const metric = requireChoice('curriculum.metric', args.metric ?? 'bits', metrics);
  const below = requireNumber('curriculum.below', args.below);
  const window = requirePositiveInteger('curriculum.window', args.window ?? DEFAULT_WINDOW);
  const max = requireInteger('state.curriculum.max', state?.max ?? start, {min: start, max: range.max});
  return new Doubling({part, metric, below, window, ...range}, max, state?.values ?? []);
}

interface Rule {
  readonly part: string;
  readonly metric: string;
  readonly below: number;
  readonly window: number;
  readonly min: number;
  readonly max: number;
}

class Doubling implements Curriculum {
  private values: SlidingMean;

  constructor(
    private readonly rule: Rule,
    private max: number,
    values: readonly number[],
  ) {
    this.values = new SlidingMean(rule.window, values);
  }

  get difficulty(): Difficulty {
    return {[this.rule.part]: this.max};
  }

  get state(): CurriculumState {
    return {max: this.max, values: this.values.toJSON()};
  }

  draw(random: RandomStream): Difficulty {
    return {[this.rule.part]: random.integer(Math.min(this.rule.min, this.max), this.max)};
  }

  learn(metrics: Readonly<Record<string, readonly number[]>>): void {
    const {metric, below, window, max} = this.rule;
    if (this.max === max) return;
    for (const value of metrics[metric]!) this.values.push(value);
    if (!this.values.full || this.values.mean >= below) return;
    this.max = Math.min(2 * this.max, max);
    this.values = new SlidingMean(window);
  }
}
