import {RandomStream} from '@ntmjs/tasks';

/** The random stream of a case. */
export function streamOf(part: string, seed: number, index: number): RandomStream {
  return new RandomStream(seed, `torture ${part} ${index}`);
}

/** One of several, all equally likely. */
export function anyOf<T>(random: RandomStream, choices: readonly T[]): T {
  return choices[random.integer(0, choices.length - 1)]!;
}

/** One of several, by their weights. */
export function weightedOf<T>(random: RandomStream, choices: readonly (readonly [number, T])[]): T {
  let left = random.uniform() * choices.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, choice] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  return choices.at(-1)![1];
}
