import type {Case} from './cases.js';
import {type Measurement, medianRatio} from './measurement.js';
import {models} from './models.js';
import {numbers, short, text, textTable} from './textTable.js';

const COLUMNS = [text('engine'), numbers('rows'), numbers('cost of a sequence'), numbers('cost of a row')];

/** The number of memory rows of a case; undefined without a memory. */
function rowsOf(item: Case): number | undefined {
  if (item.work === 'fit') return undefined;
  const spec = models[item.model];
  return spec.model === 'lstm' ? undefined : spec.rows;
}

/**
 * Shows how the cost of a sequence grows with the rows of memory, for blocks with several numbers of rows, relative to the
 * first one of an engine. If the cost grows linearly, the cost of a row is constant.
 *
 * @returns undefined if there is no such block
 */
export function rowsTable(comparisons: readonly (readonly Measurement[])[]): string | undefined {
  const blocks = comparisons
    .filter((comparison) => new Set(comparison.map(({case: item}) => rowsOf(item))).size > 1)
    .flatMap((comparison) => {
      const engines = [...new Set(comparison.map(({case: item}) => item.engine))];
      return engines.map((name) => engineBlock(comparison.filter(({case: item}) => item.engine === name)));
    });
  return blocks.length === 0 ? undefined : textTable(COLUMNS, blocks);
}

function engineBlock(measurements: readonly Measurement[]): string[][] {
  const [first] = measurements;
  return measurements.map(({case: item, rates}) => {
    const cost = 1 / medianRatio(rates, first!.rates);
    const growth = rowsOf(item)! / rowsOf(first!.case)!;
    return [item.engine, String(rowsOf(item)), `${short(cost)} ×`, `${short(cost / growth)} ×`];
  });
}
