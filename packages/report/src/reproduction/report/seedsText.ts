/** Seeds in ascending order, as text: `seed 7`, `seeds 1, 2`, `seeds 1–10`, `seeds 1–3, 7`. */
export function seedsText(seeds: readonly number[]): string {
  const parts: {first: number; last: number}[] = [];
  for (const seed of seeds) {
    const part = parts.at(-1);
    if (part?.last === seed - 1) part.last = seed;
    else parts.push({first: seed, last: seed});
  }
  const texts = parts.flatMap(({first, last}) => {
    if (last - first >= 2) return [`${first}–${last}`];
    return first === last ? [`${first}`] : [`${first}`, `${last}`];
  });
  return `${seeds.length === 1 ? 'seed' : 'seeds'} ${texts.join(', ')}`;
}
