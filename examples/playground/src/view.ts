import type {Task} from '@ntmjs/tasks';

/** An input that is flipped. */
interface Flip {
  readonly step: number;
  readonly channel: number;
}

/** A row of the memory that is erased before a step. */
interface Erased {
  readonly step: number;
  readonly row: number;
}

/** The episode that is shown, the size of the memory, and the edits to the episode. */
export interface View {
  /** Each part of the task's difficulty. */
  readonly difficulty: Readonly<Record<string, number>>;
  /** Rows of the memory; undefined for as many as in training. */
  readonly rows?: number | undefined;
  /** Number of the fresh episode of that difficulty, from 1. */
  readonly episode: number;
  readonly flips: readonly Flip[];
  readonly erased: readonly Erased[];
}

/** The first episode of a task: one of the hardest that it is trained on. */
export function firstView(task: Task): View {
  return viewAt(task, 1);
}

/** One of half that difficulty, which the page opens with because it is shown sooner. */
export function easierView(task: Task): View {
  return viewAt(task, 0.5);
}

function viewAt({trainingRange}: Task, share: number): View {
  const parts = Object.entries(trainingRange).map(([part, {min, max}]) => [
    part,
    Math.max(min, Math.round(share * max)),
  ]);
  return {difficulty: Object.fromEntries(parts), episode: 1, flips: [], erased: []};
}

/** The view without its edits. */
export function unedited(view: View): View {
  return {...view, flips: [], erased: []};
}
