/** Rounded up to whole cache lines, so that no two parts share one. */
const roundUp = (bytes: number) => Math.ceil(bytes / 64) * 64;

/** The bytes of arrays of these sizes, one after the other. */
export function bytesOf(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + roundUp(4 * size), 0);
}

/** Views of arrays of these sizes in shared memory. */
export function arraysIn(buffer: SharedArrayBuffer, sizes: readonly number[]): Float32Array[] {
  let offset = 0;
  return sizes.map((size) => {
    const part = new Float32Array(buffer, offset, size);
    offset += roundUp(4 * size);
    return part;
  });
}

/** Shared memory for arrays of each of several groups. */
export interface SharedGroups {
  readonly buffer: SharedArrayBuffer;
  readonly groups: number;
}

/** Views of each group's arrays, which have these sizes. */
export function groupsIn({buffer, groups}: SharedGroups, sizes: readonly number[]): Float32Array[][] {
  const arrays = arraysIn(buffer, Array.from({length: groups}, () => sizes).flat());
  return Array.from({length: groups}, (_, group) =>
    arrays.slice(group * sizes.length, (group + 1) * sizes.length),
  );
}

/** Sets each array to another one of the same length. */
export function setAll(to: readonly Float32Array[], from: readonly Float32Array[]): void {
  for (const [index, values] of from.entries()) to[index]!.set(values);
}

export function lengthsOf(arrays: readonly Float32Array[]): number[] {
  return arrays.map(({length}) => length);
}
