import type {StepSizes} from '../../graph/graph.js';
import {awaitChange, Question, tagged, Word} from './channel.js';
import {arraysIn, bytesOf} from './sharedArrays.js';

const sizesOf = ({output}: StepSizes, steps: number) => [steps * output, steps * output];

export function mailBytes(sizes: StepSizes, steps: number): number {
  return bytesOf(sizesOf(sizes, steps));
}

/** One sequence of a worker: its outputs, and what the main thread returns for them, `[steps, units]` each. */
export class Mail {
  readonly outputs: Float32Array;
  /** The gradient of the loss with respect to the outputs. */
  readonly gradient: Float32Array;

  /** @param words of the worker's control */
  constructor(
    private readonly words: Int32Array,
    buffer: SharedArrayBuffer,
    sizes: StepSizes,
    steps: number,
  ) {
    const [outputs, gradient] = arraysIn(buffer, sizesOf(sizes, steps));
    this.outputs = outputs!;
    this.gradient = gradient!;
  }

  /** In the worker: asks for the gradient of a sequence, and waits for it; false if nobody wants to know any more. */
  ask(turn: number, sequence: number): boolean {
    const {words} = this;
    const asked = tagged(turn, Question.asked);
    Atomics.store(words, Word.sequence, sequence);
    Atomics.store(words, Word.question, asked);
    for (;;) {
      const answer = Atomics.load(words, Word.question);
      if (answer !== asked) return answer === tagged(turn, Question.answered);
      awaitChange(words, Word.question, asked);
    }
  }

  /**
   * In the main thread: answers a question of the worker, if it has one.
   *
   * @param answer returns the gradient of the loss with respect to the outputs of a sequence
   */
  serve(turn: number, answer: (sequence: number, outputs: Float32Array) => Float32Array): void {
    const {words} = this;
    if (Atomics.load(words, Word.question) !== tagged(turn, Question.asked)) return;
    this.gradient.set(answer(Atomics.load(words, Word.sequence), this.outputs));
    reply(words, Question.answered);
  }
}

/** Tells a worker that nobody wants to know any more, if it has a question. */
export function release(words: Int32Array): void {
  if (Atomics.load(words, Word.question) % 4 === Question.asked) reply(words, Question.obsolete);
}

/** A worker with a question waits for a reply: nobody else writes the word. */
function reply(words: Int32Array, value: number): void {
  const turn = Math.floor(Atomics.load(words, Word.question) / 4);
  Atomics.store(words, Word.question, tagged(turn, value));
  Atomics.notify(words, Word.question);
}
