import {assemble, FunctionBuilder, I32, V128} from '../code/assembler.js';
import {multiplyAdd} from '../code/multiplyAdd.js';
import {instantiate, newMemory, newModule} from './webAssembly.js';

/** How many vectors are computed side by side: enough that none waits for another, few enough that all stay in registers. */
const VECTORS = 10;

/** The floating-point operations of a round: a product and a sum for each element of each vector. */
const OPERATIONS = 2 * 4 * VECTORS;

const ROUNDS = 100_000;
const REPEATS = 20;

/**
 * The most floating-point operations a nanosecond that WebAssembly reaches on one core of this machine, as measured: products and sums of
 * vectors that are in registers.
 *
 * @param fuses whether a product and a sum are one instruction, of relaxed SIMD
 * @throws CompilationError if this host does not run WebAssembly
 */
export function measurePeak(fuses: boolean): number {
  const {compute} = instantiate(newModule(peakModule(fuses)), newMemory(1)) as {
    compute(rounds: number): void;
  };
  let best = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const start = performance.now();
    compute(ROUNDS);
    best = Math.min(best, performance.now() - start);
  }
  return (OPERATIONS * ROUNDS) / (best * 1e6);
}

/** x ← x · 0.5 + 0.5 for some vectors, in each round; the results are stored, so that they must be computed. */
function peakModule(fuses: boolean): Uint8Array {
  const f = new FunctionBuilder([I32], [], fuses);
  const [half, counter] = [f.local(V128), f.local(I32)];
  const vectors = Array.from({length: VECTORS}, () => f.local(V128));
  f.splat(0.5).set(half);
  for (const [index, vector] of vectors.entries()) f.splat(index).set(vector);
  f.loopWhileBelow(
    counter,
    () => f.get(0),
    () => {
      for (const vector of vectors) {
        f.get(vector);
        multiplyAdd(
          f,
          () => f.get(half),
          () => f.get(half),
        );
        f.set(vector);
      }
      f.get(counter).i32(1).add().set(counter);
    },
  );
  for (const [index, vector] of vectors.entries())
    f.i32(0)
      .get(vector)
      .store(16 * index);
  return assemble([{name: 'compute', builder: f}], 1);
}
