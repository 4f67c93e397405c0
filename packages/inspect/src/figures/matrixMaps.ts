import type {HeadTrace, TracedArray} from '../trace/episodeTrace.js';
import {type OperationMap, operationsOf, type RowMap, withinOne} from './traceMaps.js';

/*
 * Figures of matrix memories, whose rows are no items but the coordinates of keys. In the place of a weighting of rows they show when heads
 * write, and of which write a read is.
 */

/** The write strengths and decays of heads with a matrix; undefined if there are none. */
export function writeMap(heads: readonly HeadTrace[]): OperationMap | undefined {
  const writers = heads.filter(({values}) => values.key && values.writeStrength);
  const hasDecay = writers.some(({values}) => values.decay);
  const channels = writers.flatMap(({values: {writeStrength, decay}}, index) => {
    const named = (name: string, array: TracedArray | undefined) => {
      if (array === undefined) return [];
      const {title, array: bounded} = withinOne(writers.length === 1 ? name : `${name} ${index + 1}`, array);
      return [{name: title, data: bounded.data}];
    };
    return [...named('write', writeStrength), ...named('decay', decay)];
  });
  return operationsOf(hasDecay ? 'write strengths and decays' : 'write strengths', channels);
}

/** How much each read is of what was written at each step, for each head with a matrix: `[steps, steps]`. */
export function recallMaps(heads: readonly HeadTrace[]): RowMap[] {
  const writers = heads.filter(({values}) => values.key && values.writeStrength);
  const readers = heads.filter(({values}) => values.query);
  return readers.flatMap(({label, values: {query}}, index) => {
    const {key, writeStrength, decay, recalled} = writers[index]?.values ?? {};
    if (!query || !key || !writeStrength || key.shape[1] !== query.shape[1]) return [];
    const array = shares({key, writeStrength, decay, recalled}, query);
    return [
      {...withinOne(`${label}, by the step of the write`, array), of: 'read', rowTitle: 'step written'},
    ];
  });
}

/** What a head that writes to a matrix has in a trace. */
interface MatrixWrites {
  readonly key: TracedArray;
  readonly writeStrength: TracedArray;
  readonly decay: TracedArray | undefined;
  /** What its key recalled before the write; only with the delta rule, which replaces it. */
  readonly recalled: TracedArray | undefined;
}

/**
 * A read is a sum of the values v_s that were written, r_t = Σ_s c_t(s) v_s, with c_t(s) = q_t · p_s(t) and
 *
 *     p_s(s) = β_s k_s     p_s(t) = α_t (p_s(t−1) − β_t (k_t · p_s(t−1)) k_t)
 *
 * for the delta rule, and p_s(t) = α_t p_s(t−1) for the sum.
 *
 * @returns |c|, `[steps, steps]`: a row for each step that reads
 */
function shares(writes: MatrixWrites, query: TracedArray): TracedArray {
  const [steps, size] = query.shape as [number, number];
  const vector = (array: TracedArray, step: number) => array.data.subarray(step * size, (step + 1) * size);
  const data = new Float32Array(steps * steps);
  const stored: Float64Array[] = [];
  for (let step = 0; step < steps; step++) {
    const key = vector(writes.key, step);
    const strength = writes.writeStrength.data[step]!;
    const decay = writes.decay?.data[step] ?? 1;
    for (const [index, each] of stored.entries()) {
      const replaced = writes.recalled === undefined ? 0 : strength * dot(key, each);
      stored[index] = each.map((value, row) => decay * (value - replaced * key[row]!));
    }
    stored.push(Float64Array.from(key, (value) => strength * value));
    for (const [index, each] of stored.entries()) {
      data[step * steps + index] = Math.abs(dot(vector(query, step), each));
    }
  }
  return {shape: [steps, steps], data};
}

function dot(one: Float32Array, other: Float64Array): number {
  return other.reduce((sum, value, index) => sum + value * one[index]!, 0);
}
