import {ArgumentError} from '@ntmjs/arguments';
import {describe, expect, test} from 'vitest';
import {integersOption, lengthsOption, numberOption, pairsOption, wordsOption} from './options.js';

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

  test.each(['', ' ', 'abc', '1,5', '3x'])('refuses %j', (text) => {
    expect(() => read(text)).toThrow(ArgumentError);
    expect(() => read(text)).toThrow(`--rate must be a number, got ${JSON.stringify(text)}`);
  });
});

describe('integersOption', () => {
  const read = integersOption('--lengths');

  test.each([
    ['3', [3]],
    ['1,20,300', [1, 20, 300]],
    ['1, 2', [1, 2]],
  ])('reads %j', (text, values) => {
    expect(read(text)).toEqual(values);
  });

  test.each(['', '0', '-1', '1.5', 'abc', '1,,2', '1,abc', 'Infinity'])('refuses %j', (text) => {
    expect(() => read(text)).toThrow(
      `--lengths must be positive integers with commas between them, got ${JSON.stringify(text)}`,
    );
  });
});

test('wordsOption reads words with commas between them', () => {
  expect(wordsOption('write')).toEqual(['write']);
  expect(wordsOption('write, read,read')).toEqual(['write', 'read', 'read']);
});

describe('pairsOption', () => {
  const read = pairsOption('--task-option');

  test('gathers pairs; a later one counts', () => {
    expect(read('bits=2')).toEqual({bits: 2});
    expect(read('maxLength=1e1', {bits: 2})).toEqual({bits: 2, maxLength: 10});
    expect(read('bits=3', {bits: 2})).toEqual({bits: 3});
  });

  test.each(['', 'bits', 'bits=', '=2', 'bits=two', 'bits=1=2'])('refuses %j', (text) => {
    expect(() => read(text)).toThrow(`--task-option must be name=number, got ${JSON.stringify(text)}`);
  });
});

test('the lengths are those of the paper and longer unless others are asked for', () => {
  const {defaultValue, defaultValueDescription, parseArg} = lengthsOption('the lengths');
  expect(defaultValue).toEqual([10, 20, 30, 50, 80, 120]);
  expect(defaultValueDescription).toBe('10,20,30,50,80,120');
  expect(parseArg!('1,2', defaultValue)).toEqual([1, 2]);
});
