import {describe, expect, test} from 'vitest';
import {atOption, optionName} from './options.js';

test('optionName is the option as on the command line', () => {
  expect(['rows', 'weightingClip', 'onNan', 'stopWhenSolved'].map(optionName)).toEqual([
    '--rows',
    '--weighting-clip',
    '--on-nan',
    '--stop-when-solved',
  ]);
});

/** Texts that are no positive integers with commas between them. */
const noIntegers = ['', '0', '-1', '1.5', 'abc', '1,,2', '1,abc', 'Infinity'];

describe('atOption', () => {
  const {parseArg, defaultValue} = atOption('what to evaluate');
  const read = (text: string, before?: object) => parseArg!(text, before as never);

  test('gathers the values of each part; a later list counts', () => {
    expect(read('length=20', defaultValue)).toEqual({length: [20]});
    expect(read('repeats=5,7', {length: [20]})).toEqual({length: [20], repeats: [5, 7]});
    expect(read('length=1,2', {length: [20], repeats: [5]})).toEqual({length: [1, 2], repeats: [5]});
  });

  test.each(['', '20', 'length', '=20', 'length=1=2', ...noIntegers.map((text) => `length=${text}`)])(
    'refuses %j',
    (text) => {
      const expected = 'a part of the difficulty and positive integers, such as length=20,50';
      expect(() => read(text)).toThrow(`--at must be ${expected}, got ${JSON.stringify(text)}`);
    },
  );
});
