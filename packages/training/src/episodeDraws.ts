import {type Episodes, type RandomStream, requireEpisodes, type Task} from '@ntmjs/tasks';

/** The batches of a training, in the order of its random stream, of which one may be drawn before it is asked for. */
export class EpisodeDraws {
  private ahead: {readonly before: readonly number[]; result(): Episodes} | undefined;

  constructor(
    private readonly task: Task,
    private readonly random: RandomStream,
  ) {}

  /** The state of the random stream before the next batch. */
  get state(): readonly number[] {
    return this.ahead?.before ?? this.random.state;
  }

  /** The next batch: the one that was drawn ahead if there is one, which must have been that size. */
  next(batch: number, difficulty?: Readonly<Record<string, number>>): Episodes {
    const {ahead} = this;
    this.ahead = undefined;
    return ahead === undefined ? this.draw(batch, difficulty) : ahead.result();
  }

  /** Draws the next batch. If that throws, the error shows when the batch is asked for. */
  drawAhead(batch: number): void {
    const before = this.random.state;
    try {
      const episodes = this.draw(batch);
      this.ahead = {before, result: () => episodes};
    } catch (error) {
      this.ahead = {
        before,
        result() {
          throw error;
        },
      };
    }
  }

  private draw(batch: number, difficulty?: Readonly<Record<string, number>>): Episodes {
    return requireEpisodes('the result of task.sample', this.task.sample(this.random, batch, difficulty));
  }
}
