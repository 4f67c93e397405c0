import type {ArchitectureName, ModelName, PaperModelName} from '@ntmjs/presets';
import {chomskyTasks} from '@ntmjs/tasks';
import type {Difficulty} from '../evaluation/difficulties.js';
import type {Growth} from '../figures/growth.js';

/**
 * What a report on a task has that other tasks' reports do not. Reports on a task without an entry have the figures and
 * tables that every task has; facts of the task itself, such as its title and its metrics, are the task's.
 */
export interface TaskReport {
  /** The number of the paper's figure with the learning curves. */
  readonly curves?: number;
  /** The paper's figures of what the heads do, and the episode that they show; defaults to the greatest difficulty of training. */
  readonly heads?: {readonly figure: string; readonly difficulty: Difficulty};
  /** The paper's figures of answers: of which models, at which difficulties. */
  readonly answers?: readonly {
    readonly figure: number;
    readonly models: readonly ModelName[];
    readonly difficulties: readonly Difficulty[];
  }[];
  /** A figure of how a metric grows with a part of the difficulty. */
  readonly growth?: Growth;
  /** The number of the paper's figure of that. */
  readonly growthFigure?: number;
  /** A figure of the model's predictions, for a task whose targets cannot be known, with the number of the paper's. */
  readonly predictions?: {readonly figure: number};
  /** Whether contexts decide what is predicted, as in n-grams: figures and a table show which rows are found at which. */
  readonly contexts?: boolean;
  /** A figure of where vectors are written, by an input channel, with the paper's figure. */
  readonly locations?: {readonly figure: string; readonly channel: string; readonly vectors: string};
  /** Difficulties that a reproduction evaluates besides the task's own, for the points of the paper's curves. */
  readonly moreDifficulties?: readonly Difficulty[];
  /** A difficulty far beyond training, for models of one architecture, on a memory with at least two rows a vector. */
  readonly extreme?: {readonly architecture: ArchitectureName; readonly difficulty: Difficulty};
  /** The names of the metrics of the table of generalization; defaults to the task's shares, or to its wrong bits. */
  readonly metrics?: readonly string[];
  /** Remarks on metrics by which the task may be solved. */
  readonly metricNotes?: Readonly<Record<string, string>>;
  /** What the paper reached, as read from its figures. */
  readonly paper?: Readonly<Record<PaperModelName, string>>;
}

/**
 * The reports of tasks by their names.
 *
 * @see Graves et al. 2014, figures 3–18, for all numbers of figures and results
 */
const taskReports: Readonly<Record<string, TaskReport>> = {
  copy: {
    curves: 3,
    heads: {figure: ' 6', difficulty: {length: 20}},
    answers: [
      {
        figure: 4,
        models: ['ntm-feedforward', 'ntm-lstm'],
        difficulties: [10, 20, 30, 50, 120].map((length) => ({length})),
      },
      {figure: 5, models: ['lstm'], difficulties: [10, 20, 30, 50, 120].map((length) => ({length}))},
    ],
    growth: {part: 'length'},
    extreme: {architecture: 'ntm', difficulty: {length: 1000}},
    paper: {
      'ntm-feedforward': 'about 0 bits after 100k',
      'ntm-lstm': 'about 0 bits after 200k',
      lstm: 'about 2 bits after 1M',
    },
  },
  'repeat-copy': {
    curves: 7,
    heads: {figure: ' 9', difficulty: {length: 6, repeats: 5}},
    answers: [
      {
        figure: 8,
        models: ['ntm-feedforward', 'ntm-lstm', 'lstm'],
        difficulties: [
          {length: 10, repeats: 20},
          {length: 20, repeats: 10},
        ],
      },
    ],
    growth: {part: 'repeats', fixed: {length: 10}},
    moreDifficulties: [13, 14, 16, 17, 18, 19].map((repeats) => ({length: 10, repeats})),
    metrics: ['wrongVectorBits', 'wrongEndMarkers'],
    paper: {
      'ntm-feedforward': 'about 0 bits after 100k',
      'ntm-lstm': 'about 0 bits after 100k',
      lstm: 'about 0 bits, after many times as many',
    },
  },
  'associative-recall': {
    curves: 10,
    heads: {figure: ' 12', difficulty: {items: 6}},
    growth: {part: 'items'},
    growthFigure: 11,
    moreDifficulties: [7, 9, 11, 13, 14, 16, 17, 18, 19].map((items) => ({items})),
    paper: {
      'ntm-feedforward': 'about 0 bits after 30k',
      'ntm-lstm': 'about 0 bits after 100k',
      lstm: 'not 0 bits after 1M',
    },
  },
  'n-grams': {
    curves: 13,
    heads: {figure: ' 15', difficulty: {steps: 200}},
    predictions: {figure: 14},
    contexts: true,
    metrics: ['bits', 'excessBits'],
    metricNotes: {excessBits: 'which are those above the best possible estimator’s'},
    paper: {
      'ntm-feedforward': 'about 133–134 bits (optimum 131–133)',
      'ntm-lstm': 'about 133–134 bits (optimum 131–133)',
      lstm: 'about 136–137 bits',
    },
  },
  'priority-sort': {
    curves: 18,
    heads: {figure: 's 16 and 17', difficulty: {items: 20}},
    growth: {part: 'items'},
    locations: {figure: '17, left', channel: 'priority', vectors: 'items'},
    paper: {
      'ntm-feedforward': 'about 20 bits after 1M',
      'ntm-lstm': 'about 18 bits after 1M',
      lstm: 'about 58 bits after 1M',
    },
  },
  'copy-stream': {growth: {part: 'copies', fixed: {length: 8}}},
  transduction: {growth: {part: 'length', metric: 'fine'}},
  dyck: {growth: {part: 'pairs', metric: 'coarse'}},
  'graph-traversal': {growth: {part: 'edges', metric: 'rightPaths'}},
  ...Object.fromEntries(
    chomskyTasks.map((maker) => [maker().name, {growth: {part: 'length', metric: 'accuracy'}}]),
  ),
};

/** The report of a task. */
export function taskReport(name: string): TaskReport {
  return taskReports[name] ?? {};
}
