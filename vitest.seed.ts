import {beforeEach} from 'vitest';
import {uniformStream} from './tests/support/src/random.js';

/** Seeds what takes its numbers from `Math.random`: the initializers and dropout of tfjs. Each test draws the same in each run. */
function seed(): void {
  const next = uniformStream(1);
  const random = () => next(); // with the name of the original
  Math.random = random;
}

seed();
beforeEach(seed);
