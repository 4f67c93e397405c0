/** Steps `from` … `to`, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The runs of answering steps of an episode.
 *
 * @param mask 1 at answering steps and 0 at others, `[steps]`
 */
export function answerSpans(mask: Float32Array): Span[] {
  const spans: Span[] = [];
  for (let from = 0; from < mask.length; from++) {
    if (mask[from] === 0) continue;
    let to = from;
    while (to + 1 < mask.length && mask[to + 1] !== 0) to++;
    spans.push({from, to});
    from = to;
  }
  return spans;
}
