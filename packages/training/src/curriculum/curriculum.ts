import type {RandomStream} from '@ntmjs/tasks';

/** Parts of a task's difficulty, by name. */
export type Difficulty = Readonly<Record<string, number>>;

/** Where a curriculum stands: plain JSON, from which it goes on. */
export interface CurriculumState {
  /** The most that the part is drawn up to. */
  readonly max: number;
  /** The metric of the last sequences since it last rose, the oldest first. */
  readonly values: readonly number[];
}

/** Sets how hard the episodes of training are, batch by batch. */
export interface Curriculum {
  /** The hardest there is at present, for reports. */
  readonly difficulty: Difficulty;
  /** Where it stands; nothing if it never changes. */
  readonly state?: CurriculumState | undefined;
  /** Chooses the difficulty of the next batch; the task draws the parts that are left out. */
  draw(random: RandomStream): Difficulty;
  /** Takes in each sequence's metrics of the batch, by their names. */
  learn(metrics: Readonly<Record<string, readonly number[]>>): void;
}
