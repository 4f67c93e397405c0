import {ArgumentError, requireInstance, requireInteger} from '@ntmjs/arguments';
import {uniformFloat64} from 'pure-rand/distribution/uniformFloat64';
import {uniformInt} from 'pure-rand/distribution/uniformInt';
import {xoroshiro128plusFromState} from 'pure-rand/generator/xoroshiro128plus';
import {stateFromSeed} from './seeding.js';

/** How many bits of a 32-bit draw `bits` uses: the upper ones, since the lowest of xoroshiro128+ are weak. */
const BITS_PER_DRAW = 24;

function isState(state: readonly number[]): boolean {
  if (!Array.isArray(state) || state.length !== 4) return false;
  return (
    state.every((word) => Number.isInteger(word) && word === (word | 0)) && state.some((word) => word !== 0)
  );
}

/**
 * A seeded stream of random numbers, drawn from xoroshiro128+. Equal seeds and names give equal streams on every
 * machine; streams of one seed under different names (`train`, `evaluate`) are independent of each other.
 */
export class RandomStream {
  #generator: ReturnType<typeof xoroshiro128plusFromState>;

  /**
   * @param seed any integer that a number holds exactly
   * @param name the purpose of the stream, which makes it independent of others of the same seed
   * @throws ArgumentError if the seed is not an integer or the name not a string
   */
  constructor(seed: number, name = '') {
    requireInteger('seed', seed);
    if (typeof name !== 'string') throw new ArgumentError('name', 'a string', name);
    this.#generator = xoroshiro128plusFromState(stateFromSeed(seed, name));
  }

  /**
   * Restores a stream from its state: it continues exactly where that stream was.
   *
   * @param state the value of `state`, also after a round trip through JSON
   * @throws ArgumentError unless it is four 32-bit integers, not all zero
   */
  static fromState(state: readonly number[]): RandomStream {
    if (!isState(state)) throw new ArgumentError('state', 'four 32-bit integers, not all zero', state);
    const stream = new RandomStream(0);
    stream.#generator = xoroshiro128plusFromState(state);
    return stream;
  }

  /** The state of the stream: four 32-bit integers from which `fromState` restores it. */
  get state(): readonly number[] {
    return this.#generator.getState();
  }

  /** A number in [0, 1): a multiple of 2⁻⁵³, all equally likely. */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /**
   * An integer in min … max, inclusive, all exactly equally likely.
   *
   * @throws ArgumentError if an end or their distance is not an integer that a number holds exactly, or max < min
   */
  integer(min: number, max: number): number {
    requireInteger('min', min);
    requireInteger('max', max, {min});
    requireInteger('max - min', max - min);
    return uniformInt(this.#generator, min, max);
  }

  /** 0 or 1, equally likely. */
  bit(): 0 | 1 {
    return this.#generator.next() < 0 ? 1 : 0;
  }

  /**
   * Fills `target` with zeros and ones, equally likely: 24 a draw, which is much faster than calling `bit` for each.
   *
   * @throws ArgumentError unless it is a Float32Array
   */
  bits(target: Float32Array): void {
    requireInstance('target', target, Float32Array, 'a Float32Array');
    for (let start = 0; start < target.length; start += BITS_PER_DRAW) {
      const end = Math.min(start + BITS_PER_DRAW, target.length);
      let word = this.#generator.next();
      for (let index = start; index < end; index++) {
        target[index] = word >>> 31;
        word <<= 1;
      }
    }
  }
}

/** Returns `random` if it is a stream of random numbers; throws an `ArgumentError` otherwise. */
export function requireRandom(argument: string, random: RandomStream): RandomStream {
  return requireInstance(argument, random, RandomStream, 'a RandomStream, such as new RandomStream(1)');
}
