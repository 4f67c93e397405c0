/**
 * The name that a misspelled one most likely stands for: the nearest by the number of letters to insert, drop, replace or
 * swap with their neighbor, whatever their case, if those are at most one in five of its letters; else one that begins with it, or
 * that it begins with.
 *
 * @returns undefined if none is near
 */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const written = name.toLowerCase();
  if (written === '') return undefined;
  const near = names
    .map((each) => ({name: each, edits: editsBetween(written, each.toLowerCase())}))
    .filter(({name: each, edits}) => edits <= Math.ceil(each.length / 5) && edits < each.length)
    .sort((one, other) => one.edits - other.edits);
  const [first] = near;
  if (first !== undefined) return first.name;
  const isBeginning = (short: string, long: string) => short.length >= 3 && long.startsWith(short);
  return names.find((each) => {
    const known = each.toLowerCase();
    return isBeginning(written, known) || isBeginning(known, written);
  });
}

/** The optimal string alignment distance. */
function editsBetween(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({length: other.length + 1}, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const next = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      next[column] = Math.min(
        last[column]! + 1,
        next[column - 1]! + 1,
        last[column - 1]! + (isSame ? 0 : 1),
        isSwapped ? beforeLast[column - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, next];
  }
  return last[other.length]!;
}
