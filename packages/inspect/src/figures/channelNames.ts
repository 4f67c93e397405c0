/** Names for channels that have none: their numbers, from 0. */
export function numbered(count: number): string[] {
  return Array.from({length: count}, (_, channel) => `${channel}`);
}

/** Enough for the longest of these labels and for row numbers, in pixels. */
export function labelWidth(names: readonly string[]): number {
  return 10 + 6 * Math.max(3, ...names.map((name) => name.length));
}
