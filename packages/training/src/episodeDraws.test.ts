import {copyTask, RandomStream, type Task} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {EpisodeDraws} from './episodeDraws.js';

const task = copyTask({vectorWidth: 2, maxLength: 3});

test('batches and states are those of the random stream, whether drawn ahead or not', () => {
  const [usual, ahead] = [new RandomStream(1), new EpisodeDraws(task, new RandomStream(1))];
  for (const [index, batch] of [2, 3, 1, 4].entries()) {
    if (index % 2 === 1) ahead.drawAhead(batch);
    expect(ahead.state).toEqual(usual.state);
    expect(ahead.next(batch)).toEqual(task.sample(usual, batch));
    expect(ahead.state).toEqual(usual.state);
  }
});

test('an error of a task that draws ahead shows when its batch is asked for', () => {
  const failing: Task = {
    ...task,
    sample() {
      throw new Error('no episodes');
    },
  };
  const draws = new EpisodeDraws(failing, new RandomStream(1));
  draws.drawAhead(2);
  expect(draws.state).toEqual(new RandomStream(1).state);
  expect(() => draws.next(2)).toThrow('no episodes');
});
