import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import {expect, test, vi} from 'vitest';
import {allBlocks, fitBlocks, nativeBlocks, standardBlocks} from './cases.js';
import {parseOptions} from './options.js';

const parse = (...args: string[]) => parseOptions(['node', 'bench', ...args]);

test('the defaults', () => {
  expect(parse()).toEqual({blocks: standardBlocks, seconds: 5, rounds: 5, json: undefined});
});

test('every option', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const json = join(folder, 'rows.json');
  const options = parse(
    '--seconds',
    '0.5',
    '--rounds',
    '3',
    '--engines',
    'pytorch',
    '--batches',
    '16',
    '--json',
    json,
  );
  rmSync(folder, {recursive: true});
  expect(options).toMatchObject({seconds: 0.5, rounds: 3, json});
  expect(options.blocks).toEqual([[standardBlocks[1]!.at(-1)]]);
  expect(parse('--all').blocks).toEqual(allBlocks);
  expect(parse('--native').blocks).toEqual(nativeBlocks);
  expect(parse('--fit').blocks).toEqual(fitBlocks);
  expect(parse('--all', '--native').blocks).toEqual([...allBlocks, ...nativeBlocks]);
  expect(parse('--engines', 'eager, compiled,pytorch', '--batches', '1,16').blocks).toEqual(standardBlocks);
  expect(parse('--all', '--engines', 'layers compiled').blocks.flat()).toHaveLength(4);
});

test.each([
  [['--seconds', 'long'], '--seconds must be a finite number above 0, got "long"'],
  [['--seconds', '0'], '--seconds must be a finite number above 0, got 0'],
  [['--seconds', ''], '--seconds must be a finite number above 0, got ""'],
  [['--rounds', '1.5'], '--rounds must be a positive integer, got 1.5'],
  [
    ['--engines', 'eager,fast'],
    '--engines must be one of "eager", "compiled", "layers compiled", "relaxed simd", "pytorch", "c++ 128", "c++ native", got "fast"',
  ],
  [['--batches', '1,3'], '--batches must be one of "1", "16", got "3"'],
  [
    ['--json', '/no/such/folder/rows.json'],
    '--json must be a file in an existing directory, got "/no/such/folder/rows.json"',
  ],
  [['--json', '.'], '--json must be a file in an existing directory, got "."'],
])('%j is an error that says what the argument must be', (args, message) => {
  expect(() => parse(...args)).toThrow(ArgumentError);
  expect(() => parse(...args)).toThrow(message);
});

test.each([
  [['--second', '3'], "unknown option '--second'"],
  [['--json'], "option '--json <file>' argument missing"],
  [['fast'], 'too many arguments'],
])('%j is an error that names it', (args, message) => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(() => parse(...args)).toThrow(message);
  written.mockRestore();
});
