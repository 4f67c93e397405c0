import {expect, test} from 'vitest';
import {measureInRounds} from './rounds.js';

test('processes take turns, and share their time out over the rounds', async () => {
  const turns: string[] = [];
  const fake = (name: string, steps: number) => ({
    async measure(seconds: number) {
      turns.push(`${name} ${seconds}`);
      return {steps, seconds: 2};
    },
  });
  expect(await measureInRounds([fake('a', 1), fake('b', 6)], 2, 3)).toEqual([
    [0.5, 0.5],
    [3, 3],
  ]);
  expect(turns).toEqual(['a 1.5', 'b 1.5', 'a 1.5', 'b 1.5']);
});
