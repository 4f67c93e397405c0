import type {Value} from '../graph/graph.js';
import {fuse} from '../passes/fuse.js';
import {accesses, type Loop} from '../passes/loop.js';
import {type Partition, partition} from '../passes/partition.js';
import type {SettledGraph} from './settle.js';

/** The memory layout of a frame, which holds the values that a step keeps. All offsets are in bytes. */
interface FramePlan {
  /** The offset of each value in the frame, by id: next states, and values that the backward half reads. */
  readonly offsets: ReadonlyMap<number, number>;
  /** The offsets of the next states, which are the first values of a frame, in order. */
  readonly states: readonly number[];
  /** The offset of the output. */
  readonly output: number;
  readonly bytes: number;
}

export interface StepPlan {
  readonly forward: readonly Loop[];
  readonly backward: readonly Loop[];
  readonly frame: FramePlan;
  /** The offset in scratch memory of each value that only one half uses, by id. */
  readonly forwardScratch: ReadonlyMap<number, number>;
  readonly backwardScratch: ReadonlyMap<number, number>;
  /** The scratch memory that both halves share. */
  readonly scratchBytes: number;
  /** The constants of more than one element; others are part of the code. */
  readonly constants: readonly Value[];
  readonly partition: Partition;
}

const ALIGNMENT = 16;

/** The bytes of `size` numbers, rounded up so that the next value is aligned. */
export function bytesOf(size: number): number {
  return Math.ceil((4 * size) / ALIGNMENT) * ALIGNMENT;
}

/** Splits a step into two halves, fuses the nodes of each into loops, and lays out the memory of frame and scratch. */
export function planStep(settled: SettledGraph): StepPlan {
  const {graph, states, output, outerProducts} = settled;
  const outerValues = outerProducts.flatMap(({operands}) => operands.map(({value}) => value));
  const parts = partition(
    graph,
    outerProducts.flatMap(({operands}) => operands),
  );
  const framed = new Map<number, Value>();
  for (const value of [...states, output, ...parts.saved, ...outerValues]) {
    if (value.role.kind === 'computed') framed.set(value.id, value);
  }
  const gradients = [settled.inputGradient, ...settled.stateGradients, ...settled.weightGradients];
  const kept = new Set([
    ...framed.keys(),
    ...gradients.flatMap((value) => (value === null ? [] : [value.id])),
  ]);
  const forward = fuse(parts.forward, ({id}) => kept.has(id));
  const backward = fuse(parts.backward, ({id}) => kept.has(id));

  const offsets = new Map<number, number>();
  let bytes = 0;
  for (const value of framed.values()) {
    offsets.set(value.id, bytes);
    bytes += bytesOf(value.size);
  }
  const forwardScratch = new Map<number, number>();
  const backwardScratch = new Map<number, number>();
  const scratchBytes = Math.max(
    allocate(forward, kept, forwardScratch),
    allocate(backward, kept, backwardScratch),
  );
  const constants = new Map<number, Value>();
  for (const loop of [...forward, ...backward]) {
    for (const {value} of accesses(loop)) {
      if (value.role.kind === 'constant' && value.role.data.length > 1) constants.set(value.id, value);
    }
  }
  return {
    forward,
    backward,
    frame: {offsets, states: states.map(({id}) => offsets.get(id)!), output: offsets.get(output.id)!, bytes},
    forwardScratch,
    backwardScratch,
    scratchBytes,
    constants: [...constants.values()],
    partition: parts,
  };
}

/**
 * Assigns an offset in scratch memory to each value that is not kept. Values share memory if they are not live at the same time.
 *
 * @param offsets by id, filled in
 * @returns the bytes in all
 */
function allocate(loops: readonly Loop[], kept: ReadonlySet<number>, offsets: Map<number, number>): number {
  const last = new Map<number, number>();
  const sizes = new Map<number, number>();
  for (const [index, loop] of loops.entries()) {
    for (const {value} of accesses(loop)) {
      if (value.role.kind !== 'computed' || kept.has(value.id)) continue;
      last.set(value.id, index);
      sizes.set(value.id, bytesOf(value.size));
    }
  }
  let free: {offset: number; bytes: number}[] = [];
  let end = 0;
  const own = new Set<number>();
  for (const [index, loop] of loops.entries()) {
    for (const {target} of [...loop.stores, ...loop.reductions]) {
      const {id} = target.value;
      const bytes = sizes.get(id);
      if (bytes === undefined || own.has(id)) continue;
      own.add(id);
      const hole = free.filter((candidate) => candidate.bytes >= bytes).sort((a, b) => a.bytes - b.bytes)[0];
      if (hole === undefined) {
        offsets.set(id, end);
        end += bytes;
      } else {
        offsets.set(id, hole.offset);
        free = free.filter((candidate) => candidate !== hole);
        if (hole.bytes > bytes) free.push({offset: hole.offset + bytes, bytes: hole.bytes - bytes});
      }
    }
    for (const id of own) {
      if (last.get(id) !== index) continue;
      free.push({offset: offsets.get(id)!, bytes: sizes.get(id)!});
      own.delete(id);
      last.delete(id);
    }
  }
  return end;
}
