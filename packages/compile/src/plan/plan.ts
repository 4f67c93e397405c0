import type {Access, Value} from '../graph/graph.js';
import {fuse} from '../passes/fuse.js';
import {listsOf, operands, type Routine, targets} from '../passes/loop.js';
import {type Partition, partition} from '../passes/partition.js';
import type {SettledGraph} from './settle.js';

/** The memory layout of a frame, which holds the values that a step keeps. All offsets are in bytes. */
interface FramePlan {
  /** The offset of each value in the frame, by id: next states, and values that the backward half reads. */
  readonly offsets: ReadonlyMap<number, number>;
  /** The offsets of the next states, which are the first values of a frame, in order; undefined of those whose rows are changed in place. */
  readonly states: readonly (number | undefined)[];
  /** The offsets of the lists of the rows whose gradients a step changes. */
  readonly lists: readonly number[];
  /** The offset of the output. */
  readonly output: number;
  readonly bytes: number;
}

export interface StepPlan {
  readonly forward: readonly Routine[];
  readonly backward: readonly Routine[];
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
  const {graph, states, output, outerProducts, inPlace} = settled;
  const lists = inPlace?.lists ?? [];
  const outerValues = outerProducts.flatMap(({operands}) => operands.map(({value}) => value));
  const parts = partition(graph, [
    ...outerProducts.flatMap(({operands}) => operands),
    ...lists.map((value): Access => ({value, offset: 0, strides: [1]})),
  ]);
  const framed = new Map<number, Value>();
  for (const value of [...states, output, ...parts.saved, ...outerValues, ...lists]) {
    if (value.role.kind === 'computed') framed.set(value.id, value);
  }
  const gradients = [settled.inputGradient, ...settled.stateGradients, ...settled.weightGradients];
  const kept = new Set([
    ...framed.keys(),
    ...gradients.flatMap((value) => (value === null ? [] : [value.id])),
  ]);
  const isKept = ({id, role}: Value) => kept.has(id) || role.kind === 'rows';
  const forward = fuse(parts.forward, isKept);
  const backward = fuse(parts.backward, isKept);

  const offsets = new Map<number, number>();
  let bytes = 0;
  for (const value of framed.values()) {
    offsets.set(value.id, bytes);
    bytes += bytesOf(value.size);
  }
  const forwardScratch = new Map<number, number>();
  const backwardScratch = new Map<number, number>();
  const forwardUses = forward.map(usesOf);
  const backwardUses = backward.map(usesOf);
  const scratchBytes = Math.max(
    allocate(forwardUses, kept, forwardScratch),
    allocate(backwardUses, kept, backwardScratch),
  );
  const constants = new Map<number, Value>();
  for (const {reads} of [...forwardUses, ...backwardUses]) {
    for (const {value} of reads) {
      if (value.role.kind === 'constant' && value.role.data.length > 1) constants.set(value.id, value);
    }
  }
  return {
    forward,
    backward,
    frame: {
      offsets,
      states: states.map(({id}) => offsets.get(id)),
      lists: lists.map(({id}) => offsets.get(id)!),
      output: offsets.get(output.id)!,
      bytes,
    },
    forwardScratch,
    backwardScratch,
    scratchBytes,
    constants: [...constants.values()],
    partition: parts,
  };
}

/** What a routine reads and writes. */
interface Uses {
  readonly reads: readonly Access[];
  readonly writes: readonly Access[];
}

function usesOf(routine: Routine): Uses {
  const lists = listsOf(routine).map((value): Access => ({value, offset: 0, strides: []}));
  return {reads: [...operands(routine), ...lists], writes: targets(routine)};
}

/**
 * Assigns an offset in scratch memory to each value that is not kept. Values share memory if they are not live at the same time.
 *
 * @param offsets by id, filled in
 * @returns the bytes in all
 */
function allocate(loops: readonly Uses[], kept: ReadonlySet<number>, offsets: Map<number, number>): number {
  /** The last loop that reads or writes each value, by id. */
  const last = new Map<number, number>();
  loops.forEach(({reads, writes}, index) => {
    for (const {value} of [...reads, ...writes]) {
      if (value.role.kind === 'computed' && !kept.has(value.id)) last.set(value.id, index);
    }
  });
  const ending: Hole[][] = loops.map(() => []);
  const free: Hole[] = [];
  let all = 0;
  const take = (bytes: number): number => {
    let best = -1;
    free.forEach((hole, index) => {
      if (hole.bytes >= bytes && (best < 0 || hole.bytes < free[best]!.bytes)) best = index;
    });
    if (best < 0) {
      all += bytes;
      return all - bytes;
    }
    const [hole] = free.splice(best, 1) as [Hole];
    if (hole.bytes > bytes) free.push({offset: hole.offset + bytes, bytes: hole.bytes - bytes});
    return hole.offset;
  };
  loops.forEach(({writes}, index) => {
    for (const {value} of writes) {
      const {id, size} = value;
      const end = last.get(id);
      if (end === undefined || offsets.has(id)) continue;
      const bytes = bytesOf(size);
      const offset = take(bytes);
      offsets.set(id, offset);
      ending[end]!.push({offset, bytes});
    }
    free.push(...ending[index]!);
  });
  return all;
}

/** Memory that no value needs at the moment. */
interface Hole {
  readonly offset: number;
  readonly bytes: number;
}
