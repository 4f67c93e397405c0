import {closeSync, openSync, readSync} from 'node:fs';
import {ArgumentError} from '@ntmjs/arguments';

/** A line of a file: its number, from 1, where it begins and ends in bytes, with its end, and its text without. */
export interface Line {
  readonly number: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const CHUNK = 2 ** 16;

const NEWLINE = 10;

/** The most bytes of a line: more are no sequence, but a file of another kind. */
const LONGEST = 2 ** 24;

/**
 * The lines of a file in UTF-8, one after the other, whatever its size.
 *
 * @param name of the file, for errors
 * @throws ArgumentError that names a line which is too long
 */
export function* linesOf(file: string, name: string): Generator<Line> {
  const descriptor = openSync(file, 'r');
  try {
    let rest = Buffer.alloc(0);
    let [number, start] = [0, 0];
    const lineOf = (bytes: Buffer): Line => {
      const line = {number: ++number, start, end: start + bytes.length, text: textOf(bytes)};
      start = line.end;
      return line;
    };
    const chunk = Buffer.alloc(CHUNK);
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
      rest = Buffer.concat([rest, chunk.subarray(0, read)]);
      if (rest.length > LONGEST + CHUNK) {
        throw new ArgumentError(
          `${name}:${number + 1}`,
          `a line of at most ${LONGEST} bytes`,
          'a longer one',
        );
      }
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
        yield lineOf(rest.subarray(0, end + 1));
        rest = rest.subarray(end + 1);
      }
    }
    if (rest.length > 0) yield lineOf(rest);
  } finally {
    closeSync(descriptor);
  }
}

function textOf(bytes: Buffer): string {
  return bytes
    .toString('utf8')
    .replace(/\r?\n$/, '')
    .replace(/^﻿/, '');
}
