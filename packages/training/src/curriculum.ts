import {
  type OptionArgs,
  type OptionDeclarations,
  requireChoice,
  requireInteger,
  requireKeys,
  requireList,
  requireNumber,
  requireObject,
  resolveOptions,
} from '@ntmjs/arguments';
import {RandomStream, requireTask, type Task} from '@ntmjs/tasks';
import {DEFAULT_WINDOW} from './endReason.js';
import {SlidingMean} from './slidingMean.js';

/** Parts of a task's difficulty, by name. */
export type Difficulty = Readonly<Record<string, number>>;

/** The state of a curriculum: plain JSON, from which it resumes. */
export interface CurriculumState {
  /** The maximum of the part that grows. */
  readonly max: number;
  /** The metric of the last sequences since the maximum last rose, the oldest first. */
  readonly values: readonly number[];
}

/** Chooses the difficulty of the training episodes, batch by batch. */
export interface Curriculum {
  /** The greatest difficulty at present, for reports. */
  readonly difficulty: Difficulty;
  /** Absent if the curriculum never changes. */
  readonly state?: CurriculumState | undefined;
  /** Chooses the difficulty of the next batch; the task draws the parts that are absent. */
  draw(random: RandomStream): Difficulty;
  /** Takes in the metrics of each sequence of the batch, by their names. */
  learn(metrics: Readonly<Record<string, readonly number[]>>): void;
}

/** The options of the curriculum `doubling`. */
export const doublingOptions = {
  part: {type: 'text', description: 'the part of the difficulty that grows'},
  start: {
    ...{type: 'integer', min: 1},
    description: 'the maximum of the part at first; may be below the training range of the task',
  },
  metric: {
    ...{type: 'text', default: 'bits'},
    description: 'the metric of the task that decides when the maximum doubles',
  },
  below: {type: 'number', description: 'the maximum doubles when the mean of the metric is below this'},
  window: {
    ...{type: 'integer', min: 1, default: DEFAULT_WINDOW},
    description: 'the number of sequences that the mean is over',
  },
} as const satisfies OptionDeclarations;

/** The configuration of a curriculum: plain JSON, which a run's configuration holds. */
export type CurriculumConfig =
  | {
      readonly type: 'fixed';
      /** The parts to set, also beyond the training range; the task draws the others. */
      readonly difficulty: Difficulty;
    }
  | ({readonly type: 'doubling'} & OptionArgs<typeof doublingOptions>);

/** The types of curricula. */
export const curriculumTypes = ['fixed', 'doubling'] as const;

/**
 * Creates the curriculum of a configuration.
 *
 * @param state of an equal curriculum, to resume from
 * @throws ArgumentError if the type is unknown, or an option is unknown, out of range or unsupported by the task
 */
export function createCurriculum(config: CurriculumConfig, task: Task, state?: CurriculumState): Curriculum {
  requireTask('task', task);
  requireObject('curriculum', config, `an object whose type is ${curriculumTypes.join(' or ')}`);
  if (config.type === undefined) {
    requireKeys('curriculum', config, ['type', 'difficulty', ...Object.keys(doublingOptions)]);
  }
  requireChoice('curriculum.type', config.type, curriculumTypes);
  const {type: _, ...options} = config;
  return config.type === 'fixed' ? fixed(options, task) : doubling(options, task, state);
}

/** Always the same difficulty. */
function fixed(options: object, task: Task): Curriculum {
  requireKeys('curriculum', options, ['difficulty']);
  const {difficulty} = options as {difficulty: Difficulty};
  requireKeys('curriculum.difficulty', difficulty, Object.keys(task.trainingRange));
  task.sample(new RandomStream(0), 1, difficulty);
  return {difficulty, draw: () => difficulty, learn() {}};
}

/**
 * Draws one part of the difficulty uniformly from the minimum of the task's training range up to a maximum, which doubles
 * whenever the task is mastered: when the mean of a metric over the last `window` sequences, all of them since the maximum last
 * rose, is below a threshold. It stops at the maximum of the training range. While it is still below the training range, all
 * sequences have that maximum.
 */
function doubling(options: object, task: Task, state?: CurriculumState): Curriculum {
  const resolved = resolveOptions('curriculum', options, doublingOptions);
  const part = requireChoice('curriculum.part', resolved.part, Object.keys(task.trainingRange));
  const range = task.trainingRange[part]!;
  const start = requireInteger('curriculum.start', resolved.start, {min: 1, max: range.max});
  requireChoice(
    'curriculum.metric',
    resolved.metric,
    task.metrics.map(({name}) => name),
  );
  if (state !== undefined) requireObject('state.curriculum', state, 'an object {max, values}');
  const max = requireInteger('state.curriculum.max', state?.max ?? start, {min: start, max: range.max});
  return new Doubling({...resolved, ...range}, max, requireValues(state));
}

/** The values in the state of a curriculum. */
function requireValues({values = []}: Partial<CurriculumState> = {}): readonly number[] {
  requireList('state.curriculum.values', values, 'a list of numbers');
  for (const [index, value] of values.entries()) requireNumber(`state.curriculum.values[${index}]`, value);
  return values;
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
