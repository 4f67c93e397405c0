import {PassThrough} from 'node:stream';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {humanOutput, jsonOutput} from './output.js';

/** A stream that remembers what was written to it; a terminal of 80 columns or none. */
function fakeStream(isTTY: boolean) {
  let written = '';
  const stream = new PassThrough();
  stream.on('data', (text) => {
    written += text;
  });
  const terminal = Object.assign(stream, {isTTY, columns: 80, rows: 24}) as unknown as NodeJS.WriteStream;
  return {stream: terminal, written: () => written};
}

describe('to a log', () => {
  beforeEach(() => {
    vi.useFakeTimers({toFake: ['performance']});
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('lines stay, and progress is a line now and then', () => {
    const {stream, written} = fakeStream(false);
    const output = humanOutput(stream);
    output.line('start');
    for (let second = 0; second < 11; second++) {
      output.progress(`at ${second}\nand more`);
      vi.advanceTimersByTime(1000);
    }
    output.event('start', {a: 1});
    output.line('end');
    expect(written()).toBe('start\nat 0\nat 5\nat 10\nend\n');
    vi.advanceTimersByTime(10_000);
    output.progress('at 10\nand other');
    expect(written()).toBe('start\nat 0\nat 5\nat 10\nend\n');
  });
});

describe('to a terminal', () => {
  test('progress is overwritten, also by lines', () => {
    const {stream, written} = fakeStream(true);
    const output = humanOutput(stream);
    output.line('start');
    output.progress('at 1');
    output.progress('at 2');
    output.line('end');
    output.event('end', {});
    expect(screen(written())).toEqual(['start', 'end', '']);
  });

  test('the last progress is what is seen', () => {
    const {stream, written} = fakeStream(true);
    const output = humanOutput(stream);
    output.progress('at 1');
    output.line('start');
    output.progress('at 2');
    output.progress('at 3');
    expect(screen(written())).toEqual(['start', 'at 3', '']);
  });

  test('the cursor stays visible', () => {
    const {stream, written} = fakeStream(true);
    humanOutput(stream).progress('at 1');
    expect(written()).not.toContain('\u001B[?25l');
  });
});

/** What a terminal shows that understands line feeds, going up a line and erasing one. */
function screen(text: string): string[] {
  const lines = [''];
  let row = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are terminal control sequences
  for (const [part] of text.matchAll(/\u001B\[[?\d]*[A-Za-z]|\n|[^\u001B\n]+/g)) {
    if (part === '\n') row++;
    else if (part.endsWith('A') && part.startsWith('\u001B')) row--;
    else if (part === '\u001B[2K') lines[row] = '';
    else if (!part.startsWith('\u001B')) lines[row] += part;
    lines[row] ??= '';
  }
  return lines.slice(0, row + 1);
}

describe('to a machine', () => {
  test('is JSON lines and nothing else', () => {
    const {stream, written} = fakeStream(true);
    const output = jsonOutput(stream);
    output.line('a line');
    output.progress('at 1');
    output.event('progress', {sequences: 3, bits: 0.5});
    output.event('end', {reason: 'solved'});
    expect(written()).toBe(
      '{"event":"progress","sequences":3,"bits":0.5}\n{"event":"end","reason":"solved"}\n',
    );
  });
});
