import {describeAlgorithm, type EpisodeTrace, type HeadMove, headMoves, unusedRows} from '@ntmjs/inspect';
import type {Episodes, Task} from '@ntmjs/tasks';
import {median} from '../statistics/statistics.js';

/** A summary of one head in an episode. */
export interface HeadSummary {
  readonly label: string;
  readonly kind: 'read' | 'write';
  /** A sentence for each of its movements. */
  readonly sentences: readonly string[];
  readonly moves: readonly HeadMove[];
  /** The number of steps at which half of its weight or more is on one row. */
  readonly pointing: number;
  /** The medians over the steps of its largest weight and of its effective number of rows. */
  readonly weight: number;
  readonly effectiveRows: number;
  /** The numbers of steps at which it found its row by content and by location; absent if it has no interpolation gate. */
  readonly byContent?: number;
  readonly byLocation?: number;
}

/** A summary of the memory in an episode. */
export interface MemorySummary {
  readonly steps: number;
  readonly rows: number;
  readonly heads: readonly HeadSummary[];
  /** The rows that were neither read nor written; undefined for an access whose heads do not attend to rows. */
  readonly unusedRows: readonly number[] | undefined;
}

/** Summarizes each head that has a weighting, and lists the rows that were never used. */
export function summarizeMemory(
  trace: EpisodeTrace,
  episode: Episodes,
  task: Task,
  rows: number,
): MemorySummary {
  const heads = describeAlgorithm({trace, episode, task}).map(({label, kind, sentences}): HeadSummary => {
    const head = trace.heads.find((head) => head.label === label)!;
    const moves = headMoves(head);
    const found = (by: 'content' | 'location') => moves.filter(({origin}) => origin?.by === by).length;
    return {
      ...{label, kind, sentences, moves},
      pointing: moves.filter(({state}) => state === 'points').length,
      weight: median(moves.map(({focus}) => focus.weight)),
      effectiveRows: median(moves.map(({focus}) => focus.effectiveRows)),
      ...(head.values.interpolationGate !== undefined && {
        byContent: found('content'),
        byLocation: found('location'),
      }),
    };
  });
  const attends =
    trace.heads.some(({values}) => values.weighting !== undefined) || Object.keys(trace.rowValues).length > 0;
  return {steps: trace.steps, rows, heads, unusedRows: attends ? unusedRows(trace) : undefined};
}

/** Numbers as ranges: `0–2, 5, 7–9`. */
export function numberRanges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ');
}
