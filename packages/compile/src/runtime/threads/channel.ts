import type {StepSizes} from '../../graph/graph.js';
import type {StepProgram} from '../program.js';
import type {SequenceShape} from '../sequence.js';

/** What a worker is told first: the program, and the memory that it shares with the main thread for good. */
export interface Setup extends Pick<StepProgram, 'layout' | 'sizes' | 'module'> {
  readonly kind: 'setup';
  readonly frame: StepProgram['plan']['frame'];
  readonly constants: Float32Array;
  /** How many bytes may be kept between forward and backward. */
  readonly budget: number;
  /** All weights, for all workers. */
  readonly weights: SharedArrayBuffer;
  /** The sums of the gradients of this worker's sequences. */
  readonly gradients: SharedArrayBuffer;
  /** See `Word`; after the words there is room for the text of an error. */
  readonly control: SharedArrayBuffer;
}

/** What a worker is told once a step: to run its share of the batch, which lies in `exchange`. */
export interface Turn extends SequenceShape {
  readonly kind: 'turn';
  readonly exchange: SharedArrayBuffer;
  readonly masked: boolean;
}

/** The words by which a worker and the main thread keep pace. */
export const Word = {
  /** Written by the worker: 1 once it can take turns. */
  started: 0,
  /** Written by the worker: how many sequences of this turn have gone forward; `FINISHED` after the last. */
  progress: 1,
  /** Written by the worker: the bytes of an error's text; 0 while all is well. */
  failure: 2,
  /** Written by the main thread: of how many sequences the loss gradient is there; `ABANDONED` if none will follow. */
  answered: 3,
} as const;

const WORDS = 4;
const TEXT_BYTES = 2048;

/** More than any number of sequences. */
export const FINISHED = 0x7fff_ffff;
export const ABANDONED = -1;

export function createControl(): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * WORDS + TEXT_BYTES);
}

/** How often a side looks before it sleeps: about a tenth of a millisecond, which sleeping and being woken also takes. */
const LOOKS = 10_000;

/** Waits until a word is not `current` any more, for at most so many milliseconds; may return too early. */
export function awaitChange(words: Int32Array, word: number, current: number, timeout?: number): void {
  for (let look = 0; look < LOOKS; look++) if (Atomics.load(words, word) !== current) return;
  Atomics.wait(words, word, current, timeout);
}

/** Leaves an error's text where the main thread finds it while it waits: no message reaches it then. */
export function writeFailure(control: SharedArrayBuffer, error: unknown): void {
  const words = new Int32Array(control, 0, WORDS);
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const bytes = new TextEncoder().encode(text || 'an error without a message').subarray(0, TEXT_BYTES);
  new Uint8Array(control, 4 * WORDS).set(bytes);
  Atomics.store(words, Word.failure, bytes.length);
  Atomics.notify(words, Word.progress);
}

export function readFailure(control: SharedArrayBuffer): string | undefined {
  const length = Atomics.load(new Int32Array(control, 0, WORDS), Word.failure);
  // A copy: decoders of browsers take no shared memory.
  return length === 0
    ? undefined
    : new TextDecoder().decode(new Uint8Array(control, 4 * WORDS, length).slice());
}

/** A worker's share of a batch, in memory that both sides see; shapes as in `SequenceInputs` and `SequenceOutputs`. */
export interface Exchange {
  readonly inputs: Float32Array;
  readonly initialStates: readonly Float32Array[];
  readonly mask: Float32Array;
  readonly outputs: Float32Array;
  /** Of the loss with respect to the outputs. */
  readonly gradient: Float32Array;
  /** Of the loss with respect to the initial states. */
  readonly startGradients: readonly Float32Array[];
}

/** Lays a share of a batch out; both sides come to the same places. */
function layOut<T>(
  sizes: StepSizes,
  {batch, steps}: SequenceShape,
  take: (size: number) => T,
): {[Part in keyof Exchange]: Exchange[Part] extends readonly Float32Array[] ? T[] : T} {
  return {
    inputs: take(batch * steps * sizes.input),
    initialStates: sizes.states.map((size) => take(batch * size)),
    mask: take(batch * steps),
    outputs: take(batch * steps * sizes.output),
    gradient: take(batch * steps * sizes.output),
    startGradients: sizes.states.map((size) => take(batch * size)),
  };
}

/** Full lines of a cache, so that no two parts share one. */
const roundUp = (bytes: number) => Math.ceil(bytes / 64) * 64;

/** The bytes that a share of a batch takes. */
export function exchangeBytes(sizes: StepSizes, shape: SequenceShape): number {
  let bytes = 0;
  layOut(sizes, shape, (size) => {
    bytes += roundUp(4 * size);
  });
  return bytes;
}

export function exchangeIn(buffer: SharedArrayBuffer, sizes: StepSizes, shape: SequenceShape): Exchange {
  let offset = 0;
  return layOut(sizes, shape, (size) => {
    const part = new Float32Array(buffer, offset, size);
    offset += roundUp(4 * size);
    return part;
  });
}

/** The words at the beginning of a control. */
export function wordsOf(control: SharedArrayBuffer): Int32Array {
  return new Int32Array(control, 0, WORDS);
}
