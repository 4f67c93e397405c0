import {type EngineName, modelOf} from './cases.js';
import {type Measurement, median, medianRatio} from './measurement.js';
import {numbers, short, text, textTable} from './textTable.js';

const COLUMNS = [
  text('model'),
  numbers('batch'),
  numbers('threads'),
  numbers('compiled'),
  numbers('relaxed SIMD'),
  numbers('C++ 128 bits'),
  numbers('ratio'),
  numbers('relaxed'),
  numbers('C++ native'),
  numbers('ratio'),
  numbers('relaxed'),
];

/**
 * Compares compiled code with the same network by hand in C++, in sequences per second. A ratio is that of compiled code to C++:
 * the median of the ratios round by round; `relaxed` is that of compiled code with relaxed SIMD.
 *
 * @returns undefined if C++ was not measured
 */
export function nativeTable(comparisons: readonly (readonly Measurement[])[]): string | undefined {
  const rows = comparisons.flatMap((comparison) => {
    const find = (name: EngineName) => comparison.find(({case: item}) => item.engine === name);
    const compiled = find('compiled');
    const peers = [find('c++ 128'), find('c++ native')];
    if (compiled === undefined || peers.every((peer) => peer === undefined)) return [];
    const relaxed = find('relaxed simd');
    const rate = (measurement?: Measurement) => (measurement ? short(median(measurement.rates)) : '–');
    const ratio = (own?: Measurement, peer?: Measurement) =>
      own && peer ? short(medianRatio(own.rates, peer.rates)) : '–';
    const {case: item} = compiled;
    return [
      [
        ...[modelOf(item), String(item.batch), String(item.threads), rate(compiled), rate(relaxed)],
        ...peers.flatMap((peer) => [rate(peer), ratio(compiled, peer), ratio(relaxed, peer)]),
      ],
    ];
  });
  return rows.length === 0 ? undefined : textTable(COLUMNS, [rows]);
}
