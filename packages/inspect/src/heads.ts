import {type HeadKind, type MemoryAccess, NtmAccess} from '@ntmjs/layers';
import type {HeadTrace, TracedArray} from './episodeTrace.js';

/**
 * The heads of a Neural Turing Machine's access.
 *
 * @param state the access' state after each step; a head's weighting there is `weighting0`, `weighting1`, …
 * @returns a head for each of the access, in their order; none if the access is another one
 */
export function traceHeads(
  access: MemoryAccess,
  state: Readonly<Record<string, TracedArray>>,
): readonly HeadTrace[] {
  if (!(access instanceof NtmAccess)) return [];
  const kinds = access.heads.map((head) => head.kind);
  return headLabels(kinds).map((label, index) => {
    const {shape, data} = state[`weighting${index}`]!;
    return {index, kind: kinds[index]!, label, rows: shape[1]!, weightings: data};
  });
}

/** A name for each head: `read head`, or `read head 2` where there are several of the kind. */
export function headLabels(kinds: readonly HeadKind[]): string[] {
  return kinds.map((kind, index) => {
    if (kinds.indexOf(kind) === kinds.lastIndexOf(kind)) return `${kind} head`;
    return `${kind} head ${kinds.slice(0, index + 1).filter((other) => other === kind).length}`;
  });
}
