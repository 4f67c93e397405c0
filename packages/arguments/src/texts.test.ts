import {describe, expect, test} from 'vitest';
import {ArgumentError} from './index.js';
import {
  decayOption,
  durationOption,
  integersOption,
  memorySizeOption,
  namedOption,
  numberOption,
  pairOption,
  wordsOption,
} from './texts.js';

describe('numberOption', () => {
  const read = numberOption('--rate');

  test.each([
    ['3', 3],
    ['-0.5', -0.5],
    ['1e-4', 1e-4],
    [' 7 ', 7],
  ])('reads %j', (text, value) => {
    expect(read(text)).toBe(value);
  });

  test.each(['', ' ', 'abc', '1,5', '3x'])('rejects %j', (text) => {
    expect(() => read(text)).toThrow(ArgumentError);
    expect(() => read(text)).toThrow(`--rate must be a number, got ${JSON.stringify(text)}`);
  });
});

/** Texts that are no positive integers with commas between them. */
const noIntegers = ['', '0', '-1', '1.5', 'abc', '1,,2', '1,abc', 'Infinity'];

describe('integersOption', () => {
  const read = integersOption('--rows');

  test.each([
    ['3', [3]],
    ['1,20,300', [1, 20, 300]],
    ['1, 2', [1, 2]],
  ])('reads %j', (text, values) => {
    expect(read(text)).toEqual(values);
  });

  test.each(noIntegers)('rejects %j', (text) => {
    expect(() => read(text)).toThrow(
      `--rows must be positive integers with commas between them, got ${JSON.stringify(text)}`,
    );
  });
});

test('wordsOption reads words with commas between them', () => {
  expect(wordsOption('write')).toEqual(['write']);
  expect(wordsOption('write, read,read')).toEqual(['write', 'read', 'read']);
});

/** Texts that are no `name=number`. */
const noPairs = ['', 'bits', 'bits=', '=2', 'bits=two', 'bits=1=2', 'bits= '];

describe('pairOption', () => {
  const read = pairOption('--solved', ['metric', 'below']);

  test('reads a name and a number', () => {
    expect(read('bits=0.1')).toEqual({metric: 'bits', below: 0.1});
    expect(read('length=-2')).toEqual({metric: 'length', below: -2});
  });

  test.each(noPairs)('rejects %j', (text) => {
    expect(() => read(text)).toThrow(`--solved must be name=number, got ${JSON.stringify(text)}`);
  });
});

describe('namedOption', () => {
  const read = namedOption('--task-option');

  test('gathers pairs of numbers, true, false and words; a later one counts', () => {
    expect(read('bits=2')).toEqual({bits: 2});
    expect(read('maxLength=1e1', {bits: 2})).toEqual({bits: 2, maxLength: 10});
    expect(read('bits=3', {bits: 2})).toEqual({bits: 3});
    expect(read('endMarker=true', {startMarker: true})).toEqual({startMarker: true, endMarker: true});
    expect(read('signed=false', {signed: true})).toEqual({signed: false});
    expect(read('split=held-out')).toEqual({split: 'held-out'});
    expect(read('signed=TRUE')).toEqual({signed: 'TRUE'});
  });

  test.each(['', 'bits', 'bits=', '=2', 'bits=1=2', 'bits= '])('rejects %j', (text) => {
    expect(() => read(text)).toThrow(`--task-option must be name=value, got ${JSON.stringify(text)}`);
  });
});

describe('decayOption', () => {
  const read = decayOption('--decay');

  test('reads a part and a number of sequences', () => {
    expect(read('0.05/60000')).toEqual({to: 0.05, over: 60_000});
    expect(read('1/1e3')).toEqual({to: 1, over: 1000});
  });

  test.each(['', '0.05', '0.05/', '/60000', '1/2/3', 'x/2', '2/x'])('rejects %j', (text) => {
    expect(() => read(text)).toThrow(
      `--decay must be part/sequences, such as 0.05/60000, got ${JSON.stringify(text)}`,
    );
  });
});

describe('memorySizeOption', () => {
  const read = memorySizeOption('--memory-size');

  test('collects sizes with their shares and, if they are there, when they begin', () => {
    const first = read('2048=0.15/20000');
    expect(first).toEqual([{rows: 2048, share: 0.15, after: 20_000}]);
    expect(read('64=1', first)).toEqual([...first, {rows: 64, share: 1, after: 0}]);
    expect(read('none', first)).toEqual([]);
  });

  test.each([
    '',
    '2048',
    '2048=',
    '=0.1',
    '2048=0.1/',
    'x=0.1',
    '2048=x',
    '2048=0.1/x',
    '2048=0.1/2/3',
    '1=2=3',
  ])('rejects %j', (text) => {
    expect(() => read(text)).toThrow(
      `--memory-size must be none or rows=share/sequences, such as 2048=0.15/20000, got ${JSON.stringify(text)}`,
    );
  });
});

describe('durationOption', () => {
  const read = durationOption('--budget');

  test.each([
    ['90s', 90],
    ['10m', 600],
    ['1.5h', 5400],
  ])('reads %j', (text, seconds) => {
    expect(read(text)).toBe(seconds);
  });

  test.each(['', '90', '0s', '-1m', 'm', '1d', '1h30m', '1 h'])('rejects %j', (text) => {
    expect(() => read(text)).toThrow(
      `--budget must be a duration, such as 90s, 10m or 2h, got ${JSON.stringify(text)}`,
    );
  });
});
