import {beforeEach} from 'vitest';
import {uniformStream} from './tests/support/src/random.js';

/** Seeds what takes its numbers from `Math.random`: the initializers and dropout of tfjs. Each test draws the same in each run. */
function seed(): void {
  Math.random = uniformStream(1);
}

seed();
beforeEach(seed);
