import {ArgumentError, requireNumber, requireObject} from '@ntmjs/arguments';
import type {EpisodeTrace, TracedArray} from '../trace/episodeTrace.js';
import {requireHeads, requireTracedRecord} from '../trace/requireTrace.js';
import {requireWeighting} from './focus.js';
import {ATTENTION_THRESHOLD} from './rowBand.js';

/**
 * The rows that were neither read nor written in an episode: those whose weight never exceeds a threshold in any head. If a head writes
 * without a weighting, as that of a stack does, row values such as strengths count as well.
 *
 * @param trace the result of `inspect`
 * @param threshold defaults to 0.01
 * @returns row numbers, ascending
 * @throws ArgumentError if the threshold is negative, or the trace has no values of rows
 */
export function unusedRows(
  trace: Pick<EpisodeTrace, 'heads' | 'rowValues'>,
  threshold = ATTENTION_THRESHOLD,
): number[] {
  requireObject('trace', trace, 'a trace, as inspect returns it');
  const heads = requireHeads('trace.heads', trace.heads);
  const rowValues = requireTracedRecord('trace.rowValues', trace.rowValues);
  requireNumber('threshold', threshold, {min: 0});
  const weightings = heads.flatMap(({values}) => values.weighting ?? []);
  const writesWithoutWeighting = heads.some(
    ({kind, values}) => kind === 'write' && values.weighting === undefined,
  );
  const arrays: TracedArray[] = [...weightings, ...(writesWithoutWeighting ? Object.values(rowValues) : [])];
  if (arrays.length === 0) {
    const labels = heads.map(({label}) => label);
    throw new ArgumentError('trace.heads', 'heads with at least one weighting', labels);
  }
  const rows = requireWeighting(arrays[0]!)[1];
  const used = new Set<number>();
  for (const {data} of arrays) {
    for (const [index, value] of data.entries()) if (value > threshold) used.add(index % rows);
  }
  return Array.from({length: rows}, (_, row) => row).filter((row) => !used.has(row));
}

/**
 * The memory row with the largest write weight at each step.
 *
 *     argmax_i Σ_h w_t^h(i),   h over the write heads; the first of equal rows
 *
 * @param trace the result of `inspect`
 * @returns a row at each step, `[steps]`, from 0 to N − 1
 * @throws ArgumentError if there is no write head that has a weighting
 * @see Graves et al. 2014, figure 17
 */
export function writeLocations(trace: Pick<EpisodeTrace, 'heads'>): number[] {
  requireObject('trace', trace, 'a trace, as inspect returns it');
  const heads = requireHeads('trace.heads', trace.heads);
  const writers = heads.flatMap(({kind, values}) => (kind === 'write' ? (values.weighting ?? []) : []));
  const [first] = writers;
  if (first === undefined) {
    const labels = heads.map(({label}) => label);
    throw new ArgumentError('trace.heads', 'heads with at least one write weighting', labels);
  }
  const [steps, rows] = first.shape as [number, number];
  return Array.from({length: steps}, (_, step) => {
    const sums = Array.from({length: rows}, (_, row) =>
      writers.reduce((sum, {data}) => sum + data[step * rows + row]!, 0),
    );
    return sums.indexOf(Math.max(...sums));
  });
}
