import {type EngineName, modelOf} from './cases.js';
import {type Measurement, median, medianRatio} from './measurement.js';
import {numbers, short, text, textTable} from './textTable.js';

const COLUMNS = [
  text('model'),
  numbers('batch'),
  numbers('threads'),
  numbers('compiled'),
  numbers('C++ 128 bits'),
  numbers('ratio'),
  numbers('C++ native'),
  numbers('ratio'),
];

/**
 * Compares compiled code with the same network by hand in C++, in sequences per second. A ratio is that of compiled code to C++:
 * the median of the ratios round by round.
 *
 * @returns undefined if C++ was not measured
 */
export function nativeTable(comparisons: readonly (readonly Measurement[])[]): string | undefined {
  const rows = comparisons.flatMap((comparison) => {
    const find = (name: EngineName) => comparison.find(({case: item}) => item.engine === name);
    const compiled = find('compiled');
    const peers = [find('c++ 128'), find('c++ native')];
    if (compiled === undefined || peers.every((peer) => peer === undefined)) return [];
    const {case: item, rates} = compiled;
    const beside = peers.flatMap((peer) =>
      peer === undefined ? ['–', '–'] : [short(median(peer.rates)), short(medianRatio(rates, peer.rates))],
    );
    return [[modelOf(item), String(item.batch), String(item.threads), short(median(rates)), ...beside]];
  });
  return rows.length === 0 ? undefined : textTable(COLUMNS, [rows]);
}
