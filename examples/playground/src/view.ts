import type {Task} from '@ntmjs/tasks';

/** A bit of the inputs that is turned. */
interface Flip {
  readonly step: number;
  readonly channel: number;
}

/** A row of the memory that is erased before a step. */
interface Erased {
  readonly step: number;
  readonly row: number;
}

/** Which episode is looked at, on how large a memory, and what is done to it. */
export interface View {
  /** Each part of the task's difficulty. */
  readonly difficulty: Readonly<Record<string, number>>;
  /** How many rows the memory has; nothing for as many as in training. */
  readonly rows?: number | undefined;
  /** The first, second, … fresh episode of that difficulty. */
  readonly episode: number;
  readonly flips: readonly Flip[];
  readonly erased: readonly Erased[];
}

/** The first episode that is looked at of a task: one of the hardest that it is trained on. */
export function firstView({trainingRange}: Task): View {
  const parts = Object.entries(trainingRange).map(([part, {max}]) => [part, max]);
  return {difficulty: Object.fromEntries(parts), episode: 1, flips: [], erased: []};
}

/** The same view without what was done to the episode. */
export function unpoked(view: View): View {
  return {...view, flips: [], erased: []};
}
