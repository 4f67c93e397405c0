import {ArgumentError} from '@ntmjs/arguments';
import type {EpisodeTrace} from '../trace/episodeTrace.js';

/**
 * The memory row that is written to most at each step.
 *
 *     argmax_i Σ_h w_t^h(i),   h over the write heads; of equal rows the first
 *
 * @param trace what `inspect` returned
 * @returns a row at each step, `[steps]`, from 0 to N − 1
 * @throws ArgumentError if there is no write head that has a weighting
 * @see Graves et al. 2014, figure 17
 */
export function writeLocations({heads}: Pick<EpisodeTrace, 'heads'>): number[] {
  const writers = heads.flatMap(({kind, values}) => (kind === 'write' ? (values.weighting ?? []) : []));
  const [first] = writers;
  if (first === undefined) {
    const labels = heads.map(({label}) => label);
    throw new ArgumentError('trace.heads', 'heads of which one at least writes by a weighting', labels);
  }
  const [steps, rows] = first.shape as [number, number];
  return Array.from({length: steps}, (_, step) => {
    const sums = Array.from({length: rows}, (_, row) =>
      writers.reduce((sum, {data}) => sum + data[step * rows + row]!, 0),
    );
    return sums.indexOf(Math.max(...sums));
  });
}
