import {expect, test} from 'vitest';
import {lap} from './stopwatch.js';

test('steps are taken until the time is up, one at least', async () => {
  let steps = 0;
  const step = async () => void steps++;
  expect(await lap(step, 0)).toEqual({steps: 1, seconds: expect.any(Number)});
  const long = await lap(step, 0.02);
  expect(long.seconds).toBeGreaterThanOrEqual(0.02);
  expect(steps).toBe(1 + long.steps);
});
