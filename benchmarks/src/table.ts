import {modelOf} from './cases.js';
import {type Measurement, median} from './measurement.js';
import {numbers, short, text, textTable} from './textTable.js';

const COLUMNS = [
  text('model'),
  numbers('batch'),
  text('engine'),
  text('backend'),
  numbers('threads'),
  numbers('sequences/s'),
  numbers('min – max'),
  numbers('ratio'),
  numbers('MiB'),
];

function cells({case: item, rates, ratio, memory}: Measurement): string[] {
  return [
    modelOf(item),
    String(item.batch),
    item.engine,
    item.backend,
    String(item.threads),
    short(median(rates)),
    `${short(Math.min(...rates))} – ${short(Math.max(...rates))}`,
    `${short(ratio)} ×`,
    memory.toFixed(0),
  ];
}

/** The measurements as a text table, block by block. */
export function table(comparisons: readonly (readonly Measurement[])[]): string {
  return textTable(
    COLUMNS,
    comparisons.map((measurements) => measurements.map(cells)),
  );
}
