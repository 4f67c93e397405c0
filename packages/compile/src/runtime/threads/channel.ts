/** The words that synchronize one worker and the main thread. */
export const Word = {
  /** Written by the worker: 1 once it has started. */
  started: 0,
  /** Written by the worker: the length of the error's text in bytes; 0 without an error. */
  failure: 1,
  /** What its mail is: see `Question`. */
  question: 2,
  /** Written by the worker: the index of the sequence that it asks about. */
  sequence: 3,
} as const;

const WORDS = 4;
const TEXT_BYTES = 2048;

/** What happens to a worker's question for the loss gradient of a sequence; the word holds it with the turn that it is of. */
export const Question = {asked: 1, answered: 2, obsolete: 3} as const;

/** A word that says something about a turn: what is late by a turn never passes for new. */
export function tagged(turn: number, value: number): number {
  return 4 * turn + value;
}

export function createControl(): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * WORDS + TEXT_BYTES);
}

/** The words of a `Setup.control`. */
export function wordsOf(control: SharedArrayBuffer): Int32Array {
  return new Int32Array(control, 0, WORDS);
}

/** How often a thread looks before it sleeps: some 20 µs. Sleeping and waking up costs about as much. */
const LOOKS = 2_000;

/** Looks for a while whether a word changes; false if it still is `current` then. */
export function changesSoon(words: Int32Array, word: number, current: number): boolean {
  for (let look = 0; look < LOOKS; look++) if (Atomics.load(words, word) !== current) return true;
  return false;
}

/** Waits until a word is no longer `current`, for at most `timeout` milliseconds. It may return early. */
export function awaitChange(words: Int32Array, word: number, current: number, timeout?: number): void {
  if (!changesSoon(words, word, current)) Atomics.wait(words, word, current, timeout);
}

/** Writes an error's text to shared memory: a main thread that is at work receives no messages. */
export function writeFailure(control: SharedArrayBuffer, error: unknown): void {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const bytes = new TextEncoder().encode(text || 'an error without a message').subarray(0, TEXT_BYTES);
  new Uint8Array(control, 4 * WORDS).set(bytes);
  Atomics.store(wordsOf(control), Word.failure, bytes.length);
}

/** The text of the worker's error, if there is one. */
export function readFailure(control: SharedArrayBuffer): string | undefined {
  const length = Atomics.load(wordsOf(control), Word.failure);
  // A copy, since browsers do not decode shared memory.
  return length === 0
    ? undefined
    : new TextDecoder().decode(new Uint8Array(control, 4 * WORDS, length).slice());
}
