import {
  type OptionArgs,
  type OptionDeclarations,
  type ResolvedOptions,
  requireChoice,
  requireInteger,
  requireKeys,
  requireList,
  requireNumber,
  requireObject,
  resolveOptions,
} from '@ntmjs/arguments';
import {RandomStream, type Range, requireTask, type Task} from '@ntmjs/tasks';
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
  /** Whether that is the greatest there will be: only then can the task be solved. */
  readonly complete: boolean;
  /** Whether it rose after the last `learn`: means over the sequences so far are of an easier task. */
  readonly hasRisen: boolean;
  /** Absent if the curriculum never changes. */
  readonly state?: CurriculumState | undefined;
  /** Chooses the difficulty of the next batch; the task draws the parts that are absent. */
  draw(random: RandomStream): Difficulty;
  /** Whether a batch of a difficulty is practice: easier than what the means of metrics are of. */
  isPractice(difficulty: Difficulty): boolean;
  /** Takes in the metrics of each sequence of a batch that is not practice, by their names. */
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
    description: 'the metric of the task that decides when the maximum rises',
  },
  below: {type: 'number', description: 'the maximum rises when the mean of the metric is below this'},
  window: {
    ...{type: 'integer', min: 1, default: DEFAULT_WINDOW},
    description: 'the number of sequences that the mean is over',
  },
  practice: {
    ...{type: 'number', min: 0, below: 1, default: 0},
    description:
      'the share of the batches that practice what is easier than the others, from the start of a curriculum up',
  },
} as const satisfies OptionDeclarations;

/** The options of the curriculum `stepping`. */
export const steppingOptions = {
  ...doublingOptions,
  step: {type: 'integer', min: 1, description: 'what the maximum rises by, instead of doubling'},
} as const satisfies OptionDeclarations;

/** The configuration of a curriculum: plain JSON, which a run's configuration holds. */
export type CurriculumConfig =
  | {
      readonly type: 'fixed';
      /** The parts to set, also beyond the training range; the task draws the others. */
      readonly difficulty: Difficulty;
    }
  | ({readonly type: 'doubling'} & OptionArgs<typeof doublingOptions>)
  | ({readonly type: 'stepping'} & OptionArgs<typeof steppingOptions>);

/** The types of curricula. */
export const curriculumTypes = ['fixed', 'doubling', 'stepping'] as const;

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
    requireKeys('curriculum', config, ['type', 'difficulty', ...Object.keys(steppingOptions)]);
  }
  requireChoice('curriculum.type', config.type, curriculumTypes);
  const {type, ...options} = config;
  switch (type) {
    case 'fixed':
      return fixed(options, task);
    case 'doubling':
      return growing(resolveOptions('curriculum', options, doublingOptions), (max) => 2 * max, task, state);
    case 'stepping': {
      const {step, ...resolved} = resolveOptions('curriculum', options, steppingOptions);
      return growing(resolved, (max) => max + step, task, state);
    }
  }
}

/** Always the same difficulty. */
function fixed(options: object, task: Task): Curriculum {
  requireKeys('curriculum', options, ['difficulty']);
  const {difficulty} = options as {difficulty: Difficulty};
  requireKeys('curriculum.difficulty', difficulty, Object.keys(task.trainingRange));
  task.sample(new RandomStream(0), 1, difficulty);
  return {
    ...{difficulty, complete: true, hasRisen: false},
    draw: () => difficulty,
    isPractice: () => false,
    learn() {},
  };
}

/**
 * Draws one part of the difficulty uniformly from the minimum of the task's training range up to a maximum, which rises
 * whenever the task is mastered: when the mean of a metric over the last `window` sequences, all of them since the maximum last
 * rose, is below a threshold. It stops at the maximum of the training range. While it is still below the training range, all
 * sequences have that maximum.
 *
 * A share of the batches, `practice`, is drawn uniformly from what is easier, from `start` up, once there is any.
 *
 * @param rise the next maximum
 */
function growing(
  resolved: ResolvedOptions<typeof doublingOptions>,
  rise: (max: number) => number,
  task: Task,
  state?: CurriculumState,
): Curriculum {
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
  return new Growing({...resolved, ...range, rise}, max, requireValues(state));
}

/** The values in the state of a curriculum. */
function requireValues({values = []}: Partial<CurriculumState> = {}): readonly number[] {
  requireList('state.curriculum.values', values, 'a list of numbers');
  for (const [index, value] of values.entries()) requireNumber(`state.curriculum.values[${index}]`, value);
  return values;
}

/** The options of a curriculum that grows, with the task's training range of the part. */
interface Rule extends ResolvedOptions<typeof doublingOptions>, Range {
  readonly rise: (max: number) => number;
}

class Growing implements Curriculum {
  private readonly values: SlidingMean;

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

  get complete(): boolean {
    return this.max === this.rule.max;
  }

  get hasRisen(): boolean {
    return this.max > this.rule.start && this.values.empty;
  }

  get state(): CurriculumState {
    return {max: this.max, values: this.values.toJSON()};
  }

  /** The least value of the part but for practice. */
  private get min(): number {
    return Math.min(this.rule.min, this.max);
  }

  draw(random: RandomStream): Difficulty {
    const {part, start, practice} = this.rule;
    const practices = practice > 0 && start < this.min && random.uniform() < practice;
    return {[part]: practices ? random.integer(start, this.min - 1) : random.integer(this.min, this.max)};
  }

  isPractice(difficulty: Difficulty): boolean {
    return difficulty[this.rule.part]! < this.min;
  }

  learn(metrics: Readonly<Record<string, readonly number[]>>): void {
    const {metric, below, max, rise} = this.rule;
    for (const value of metrics[metric]!) this.values.push(value);
    if (this.complete || !this.values.full || this.values.mean >= below) return;
    this.max = Math.min(rise(this.max), max);
    this.values.clear();
  }
}
