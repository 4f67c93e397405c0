import * as tf from '@tensorflow/tfjs-core';
import {letters} from './alphabet.js';

/** Random strings, each of one of the lengths `shortest` … `longest`; none of them is in `known`. */
function makeStrings(
  count: number,
  shortest: number,
  longest: number,
  seed: number,
  known: ReadonlySet<string> = new Set(),
): string[] {
  const numbers = tf.tidy(() =>
    tf.randomUniform([4 * count, longest + 1], 0, 1, 'float32', seed).arraySync(),
  );
  return (numbers as number[][])
    .map(([first, ...rest]) => {
      const length = shortest + Math.floor(first! * (longest - shortest + 1));
      return rest.slice(0, length).map((number) => letters[Math.floor(number * letters.length)]);
    })
    .map((string) => string.join(''))
    .filter((string) => !known.has(string))
    .slice(0, count);
}

/** What is in the folder `data`: the lines of each file. */
export function makeData(): Record<string, string[]> {
  const train = makeStrings(2000, 1, 6, 1);
  const known = new Set(train);
  return {
    'train.txt': train,
    'length-6.txt': makeStrings(200, 6, 6, 2, known),
    'length-9.txt': makeStrings(200, 9, 9, 3),
    'length-12.txt': makeStrings(200, 12, 12, 4),
  };
}
