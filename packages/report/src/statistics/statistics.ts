import {ArgumentError, requireFunction, requireList} from '@ntmjs/arguments';

/** The median of numbers: the middle one, or the mean of the two in the middle; NaN of no numbers. */
export function median(values: readonly number[]): number {
  requireList('values', values, 'a list of numbers');
  for (const [index, value] of values.entries()) {
    if (typeof value !== 'number') throw new ArgumentError(`values[${index}]`, 'a number', value);
  }
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Groups values by a key, in the order in which the keys first occur. */
export function grouped<T, K>(values: readonly T[], key: (value: T) => K): Map<K, [T, ...T[]]> {
  requireList('values', values, 'a list');
  requireFunction('key', key);
  const groups = new Map<K, [T, ...T[]]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
}
