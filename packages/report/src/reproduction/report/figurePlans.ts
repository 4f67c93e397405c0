import type {ModelName} from '@ntmjs/presets';
import type {Trial} from '../../evaluation/difficulties.js';
import type {Growth} from '../../figures/growth.js';

type Difficulty = Trial['difficulty'];

/** What the figures of a task show, by the numbers of the paper's figures; nothing of that for other tasks. */
export interface FigurePlan {
  /** The paper's figure of the learning curves. */
  readonly curves?: number;
  /** The paper's figures of what heads do, and on which episode; one as hard as in training unless given. */
  readonly heads?: {readonly figure: string; readonly difficulty: Difficulty};
  /** Figures of answers: of which model, to which episodes. */
  readonly answers?: readonly {
    readonly figure: number;
    readonly models: readonly ModelName[];
    readonly difficulties: readonly Difficulty[];
  }[];
  /** A figure of how a metric changes with a part of the difficulty. */
  readonly growth?: Growth & {readonly figure?: number};
}

/** The plans of tasks by their names; a task that has none has no figures but those that every task has. */
export const figurePlans: Readonly<Record<string, FigurePlan>> = {
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
  },
  'associative-recall': {
    curves: 10,
    heads: {figure: ' 12', difficulty: {items: 6}},
    growth: {figure: 11, part: 'items'},
  },
  'n-grams': {curves: 13, heads: {figure: ' 15', difficulty: {steps: 200}}},
  'priority-sort': {
    curves: 18,
    heads: {figure: 's 16 and 17', difficulty: {items: 20}},
    growth: {part: 'items'},
  },
  'copy-stream': {growth: {part: 'copies', fixed: {length: 8}}},
  transduction: {growth: {part: 'length', metric: 'fine'}},
  dyck: {growth: {part: 'pairs', metric: 'coarse'}},
  'graph-traversal': {growth: {part: 'edges', metric: 'rightPaths'}},
};
