import {type Case, modelOf} from './cases.js';
import {type Measurement, medianRatio} from './measurement.js';
import {numbers, short, textTable, words} from './textTable.js';

const COLUMNS = [
  words('model'),
  numbers('batch'),
  words('engine'),
  numbers('threads'),
  numbers('× eager wasm'),
  numbers('× pytorch'),
  numbers('compile ms'),
];

/** How many times as fast as another of its comparison a case is; a dash if there is no such other. */
function ratioTo(
  {case: own, rates}: Measurement,
  comparison: readonly Measurement[],
  isOther: (item: Case) => boolean,
): string {
  const other = comparison.find(({case: item}) => item.model === own.model && isOther(item));
  return other === undefined ? '–' : short(medianRatio(rates, other.rates));
}

/**
 * Each compiled case beside tfjs as it is, on one thread, and beside PyTorch, on as many threads.
 *
 * @returns nothing if no case was compiled
 */
export function compiledTable(comparisons: readonly (readonly Measurement[])[]): string | undefined {
  const rows = comparisons.flatMap((comparison) =>
    comparison
      .filter(({compileMilliseconds}) => compileMilliseconds !== undefined)
      .map((measurement) => {
        const {case: item, compileMilliseconds} = measurement;
        return [
          modelOf(item),
          String(item.batch),
          item.engine,
          String(item.threads),
          ratioTo(measurement, comparison, ({engine, backend}) => engine === 'eager' && backend === 'wasm'),
          ratioTo(
            measurement,
            comparison,
            ({engine, threads}) => engine === 'pytorch' && threads === item.threads,
          ),
          compileMilliseconds!.toFixed(0),
        ];
      }),
  );
  return rows.length === 0 ? undefined : textTable(COLUMNS, [rows]);
}
