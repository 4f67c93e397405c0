import {type Case, modelOf} from './cases.js';
import {type Measurement, medianRatio} from './measurement.js';
import {numbers, short, text, textTable} from './textTable.js';

const COLUMNS = [
  text('model'),
  numbers('batch'),
  text('engine'),
  numbers('threads'),
  numbers('× eager wasm'),
  numbers('× pytorch'),
  numbers('compile ms'),
];

/** The speed relative to another case of the block; a dash if there is none. */
function ratioTo(
  {case: own, rates}: Measurement,
  comparison: readonly Measurement[],
  isOther: (item: Case) => boolean,
): string {
  const other = comparison.find(({case: item}) => item.model === own.model && isOther(item));
  return other === undefined ? '–' : short(medianRatio(rates, other.rates));
}

/**
 * Compares each compiled case with plain tfjs, which has one thread, and with PyTorch on the same number of threads.
 *
 * @returns undefined if no case was compiled
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
