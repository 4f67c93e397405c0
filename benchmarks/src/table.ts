import {modelOf} from './cases.js';
import type {Measurement} from './measurement.js';
import {median} from './median.js';
import {numbers, short, textTable, words} from './textTable.js';

const COLUMNS = [
  words('model'),
  numbers('batch'),
  words('engine'),
  words('backend'),
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

/** The measurements as a table for people: one block a comparison. */
export function table(comparisons: readonly (readonly Measurement[])[]): string {
  return textTable(
    COLUMNS,
    comparisons.map((measurements) => measurements.map(cells)),
  );
}
