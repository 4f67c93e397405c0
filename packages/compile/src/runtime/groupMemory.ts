import type {StepProgram} from './program.js';

/** The values of the forward pass that a batch keeps for the backward pass. */
export type Keeping =
  /** Nothing: there is no backward pass. */
  | {readonly kind: 'nothing'}
  /** Every frame of every sequence. */
  | {readonly kind: 'frames'}
  /** The states before every `segment` steps; the frames in between are recomputed. */
  | {readonly kind: 'states'; readonly segment: number};

/** The memory layout of a batch in its program's free memory: addresses in bytes. */
export interface BatchLayout {
  readonly keeping: Keeping;
  /** Whether all groups of sequences share the memory of one. */
  readonly isShared: boolean;
  readonly inputBase: number;
  /** The bytes from an input to the gradient with respect to it. */
  readonly gradientOffset: number;
  readonly frameBase: number;
  readonly stateBase: number;
  /** The first address after the batch. */
  readonly end: number;
  /** The number of steps whose frames are kept at a time, and how often that is. */
  readonly segment: number;
  readonly segments: number;
  /** The bytes of a frame's states, with which it begins. */
  readonly stateBytes: number;
}

/** Neighboring sequences of a batch that run side by side: their indices. */
export type SequenceGroup = readonly number[];

/**
 * Where the inputs, input gradients, frames and kept states of a group are in its program's memory. What its sequences have at a step is side
 * by side, so that its inputs, and its frames, are those of one sequence with several times as many steps. Sequences are numbered by their
 * place in the group.
 */
export class GroupMemory {
  /** The place of its first sequence in the memory of the batch. */
  private readonly first: number;

  constructor(
    private readonly program: StepProgram,
    private readonly steps: number,
    private readonly layout: BatchLayout,
    readonly group: SequenceGroup,
  ) {
    this.first = layout.isShared ? 0 : group[0]!;
  }

  /** The address of a sequence's input at a step. */
  input(place: number, step: number): number {
    const row = this.first * this.steps + step * this.group.length + place;
    return this.layout.inputBase + 4 * this.program.sizes.input * row;
  }

  /** The address of the gradient with respect to it. */
  gradient(place: number, step: number): number {
    return this.input(place, step) + this.layout.gradientOffset;
  }

  /** The address of a frame. Frame 0 of a segment holds the states before its first step. */
  frame(place: number, index: number): number {
    const {keeping, segment, frameBase} = this.layout;
    const start = keeping.kind === 'frames' ? this.first * (segment + 1) : 0;
    const own = keeping.kind === 'nothing' ? index % 2 : index;
    return frameBase + (start + own * this.group.length + place) * this.program.frame.bytes;
  }

  /** Keeps the states before a segment: those after the one before it, if there is one, which begin its first frame from then on. */
  keepStates(segment: number): void {
    for (const place of this.group.keys()) {
      const first = this.frame(place, 0);
      if (segment > 0) this.copyStates(first, this.frame(place, this.layout.segment));
      this.copyStates(this.checkpoint(place, segment), first);
    }
  }

  /** Has the states before a segment in its first frame again. */
  restoreStates(segment: number): void {
    for (const place of this.group.keys())
      this.copyStates(this.frame(place, 0), this.checkpoint(place, segment));
  }

  /** The address of the states before a segment. */
  private checkpoint(place: number, segment: number): number {
    const {segments, stateBase, stateBytes} = this.layout;
    return stateBase + ((this.first + place) * segments + segment) * stateBytes;
  }

  /** Copies the states with which one frame or checkpoint begins to another. */
  copyStates(to: number, from: number): void {
    this.program.numbers().copyWithin(to / 4, from / 4, (from + this.layout.stateBytes) / 4);
  }
}
