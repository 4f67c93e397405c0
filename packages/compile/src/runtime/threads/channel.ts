import type {StepSizes} from '../../graph/graph.js';
import type {StepCode} from '../program.js';
import type {SequenceShape} from '../sequence.js';

/** The first message to a worker: the code of the step, and the memory that it shares with the main thread. */
export interface Setup {
  readonly kind: 'setup';
  readonly code: StepCode;
  /** The most bytes to keep between forward and backward pass. */
  readonly budget: number;
  /** All weights; shared by all workers. */
  readonly weights: SharedArrayBuffer;
  /** The weight gradients, summed over this worker's sequences. */
  readonly gradients: SharedArrayBuffer;
  /** The words listed in `Word`, then the text of an error. */
  readonly control: SharedArrayBuffer;
}

/** The message to a worker at each training step: run your share of the batch, which `exchange` holds. */
export interface Turn extends SequenceShape {
  readonly kind: 'turn';
  readonly exchange: SharedArrayBuffer;
  readonly masked: boolean;
}

/** The shared words that synchronize a worker and the main thread. */
export const Word = {
  /** Written by the worker: 1 once it is ready for turns. */
  started: 0,
  /** Written by the worker: the number of sequences of this turn that ran forward; `FINISHED` at the end of the turn. */
  progress: 1,
  /** Written by the worker: the length of the error's text in bytes; 0 without an error. */
  failure: 2,
  /** Written by the main thread: the number of sequences whose loss gradient is ready; `ABANDONED` if the turn is to end. */
  answered: 3,
} as const;

const WORDS = 4;
const TEXT_BYTES = 2048;

/** Greater than any number of sequences. */
export const FINISHED = 0x7fff_ffff;
export const ABANDONED = -1;

export function createControl(): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * WORDS + TEXT_BYTES);
}

/** Iterations of busy waiting before a side sleeps: about 0.1 ms, which is what sleeping and waking up costs. */
const SPINS = 10_000;

/** Waits until a word is no longer `current`, for at most `timeout` milliseconds. It may return early. */
export function awaitChange(words: Int32Array, word: number, current: number, timeout?: number): void {
  for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(words, word) !== current) return;
  Atomics.wait(words, word, current, timeout);
}

/** Writes an error's text to shared memory: a main thread that waits receives no messages. */
export function writeFailure(control: SharedArrayBuffer, error: unknown): void {
  const words = new Int32Array(control, 0, WORDS);
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const bytes = new TextEncoder().encode(text || 'an error without a message').subarray(0, TEXT_BYTES);
  new Uint8Array(control, 4 * WORDS).set(bytes);
  Atomics.store(words, Word.failure, bytes.length);
  Atomics.notify(words, Word.progress);
}

/** The text of the worker's error, if there is one. */
export function readFailure(control: SharedArrayBuffer): string | undefined {
  const length = Atomics.load(new Int32Array(control, 0, WORDS), Word.failure);
  // A copy, since browsers do not decode shared memory.
  return length === 0
    ? undefined
    : new TextDecoder().decode(new Uint8Array(control, 4 * WORDS, length).slice());
}

/** A worker's share of a batch, in shared memory; shapes as in `SequenceInputs` and `SequenceOutputs`. */
export interface Exchange {
  readonly inputs: Float32Array;
  /** `[1, size]` for each state: all sequences start from the same. */
  readonly initialStates: readonly Float32Array[];
  readonly mask: Float32Array;
  readonly outputs: Float32Array;
  /** The gradient of the loss with respect to the outputs. */
  readonly gradient: Float32Array;
  /** The gradients of the loss with respect to the initial states, summed over the sequences. */
  readonly startGradients: readonly Float32Array[];
}

/** The memory layout of a share of a batch, which both sides compute alike: calls `take` with the size of each part in turn. */
function layOut<T>(
  sizes: StepSizes,
  {batch, steps}: SequenceShape,
  take: (size: number) => T,
): {[Part in keyof Exchange]: Exchange[Part] extends readonly Float32Array[] ? T[] : T} {
  return {
    inputs: take(batch * steps * sizes.input),
    initialStates: sizes.states.map((size) => take(size)),
    mask: take(batch * steps),
    outputs: take(batch * steps * sizes.output),
    gradient: take(batch * steps * sizes.output),
    startGradients: sizes.states.map((size) => take(size)),
  };
}

/** Rounded up to whole cache lines, so that no two parts share one. */
const roundUp = (bytes: number) => Math.ceil(bytes / 64) * 64;

/** The bytes of a share of a batch. */
export function exchangeBytes(sizes: StepSizes, shape: SequenceShape): number {
  let bytes = 0;
  layOut(sizes, shape, (size) => {
    bytes += roundUp(4 * size);
  });
  return bytes;
}

/** Views of the parts of a share in shared memory. */
export function exchangeIn(buffer: SharedArrayBuffer, sizes: StepSizes, shape: SequenceShape): Exchange {
  let offset = 0;
  return layOut(sizes, shape, (size) => {
    const part = new Float32Array(buffer, offset, size);
    offset += roundUp(4 * size);
    return part;
  });
}

/** The words of a `Setup.control`. */
export function wordsOf(control: SharedArrayBuffer): Int32Array {
  return new Int32Array(control, 0, WORDS);
}
