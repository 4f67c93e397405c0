import {ArgumentError} from '@ntmjs/arguments';
import type {EpisodeTrace} from './episodeTrace.js';

/**
 * The memory row that is written to most at each step.
 *
 *     argmax_i Σ_h w_t^h(i),   h over the write heads; of equal rows the first
 *
 * @param trace what `traceEpisode` returned for a Neural Turing Machine
 * @returns a row at each step, `[steps]`, from 0 to N − 1
 * @throws ArgumentError if there is no write head
 * @see Graves et al. 2014, figure 17
 */
export function writeLocations({heads}: Pick<EpisodeTrace, 'heads'>): number[] {
  const writers = heads.filter(({kind}) => kind === 'write');
  const [first] = writers;
  if (first === undefined) {
    const labels = heads.map(({label}) => label);
    throw new ArgumentError('trace.heads', 'heads of which one at least writes', labels);
  }
  const {rows, weightings} = first;
  return Array.from({length: weightings.length / rows}, (_, step) => {
    const sums = Array.from({length: rows}, (_, row) =>
      writers.reduce((sum, head) => sum + head.weightings[step * rows + row]!, 0),
    );
    return sums.indexOf(Math.max(...sums));
  });
}
