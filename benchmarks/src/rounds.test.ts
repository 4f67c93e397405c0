import {expect, test} from 'vitest';
import {measureInRounds} from './rounds.js';

test('processes take turns, and share their time out over the rounds', async () => {
  const turns: string[] = [];
  const fake = (name: string, steps: number) => ({
    async measure(seconds: number) {
      turns.push(`${name} ${seconds}`);
      return {steps, seconds: 2, memory: turns.length};
    },
  });
  expect(await measureInRounds([fake('a', 1), fake('b', 6)], 2, 3)).toEqual([
    [
      {steps: 1, seconds: 2, memory: 1},
      {steps: 1, seconds: 2, memory: 3},
    ],
    [
      {steps: 6, seconds: 2, memory: 2},
      {steps: 6, seconds: 2, memory: 4},
    ],
  ]);
  expect(turns).toEqual(['a 1.5', 'b 1.5', 'a 1.5', 'b 1.5']);
});
