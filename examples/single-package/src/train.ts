import * as tf from '@tensorflow/tfjs-core';
import {drawEpisodes} from './episodes.js';
import {type Lookup, loss} from './lookup.js';

/** Trains a lookup on batches of episodes, each with its own classes. */
export function train(lookup: Lookup, steps: number): void {
  const optimizer = tf.train.adam(0.02);
  for (let step = 1; step <= steps; step++) {
    const episodes = drawEpisodes(32, step);
    optimizer.minimize(() => loss(lookup, episodes), false, Object.values(lookup));
    tf.dispose(episodes);
  }
  optimizer.dispose();
}
