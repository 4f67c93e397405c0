import {createInterface} from 'node:readline/promises';
import {ArgumentError} from '@ntmjs/arguments';

/** A terminal to ask at. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** What is thrown if the user ends a question: by Ctrl-C, Ctrl-D, or by closing the terminal. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * Asks at a terminal until an answer is accepted.
 *
 * @param accept makes a value of an answer, or throws an `ArgumentError`, which is shown
 * @throws Stopped if the user ends the question
 */
export async function ask<T>(
  {input, output}: Terminal,
  question: string,
  accept: (answer: string) => T | Promise<T>,
): Promise<T> {
  const lines = createInterface({input, output, terminal: true});
  const closed = new AbortController();
  lines.once('close', () => closed.abort());
  try {
    for (;;) {
      const answer = await lines.question(question, {signal: closed.signal});
      try {
        return await accept(answer.trim());
      } catch (error) {
        if (!(error instanceof ArgumentError)) throw error;
        output.write(`${error.message}\n`);
      }
    }
  } catch (error) {
    throw closed.signal.aborted ? new Stopped() : error;
  } finally {
    lines.close();
  }
}
