import {describe, expect, test} from 'vitest';
import {faultOf, judge} from './judge.js';

describe('a message', () => {
  test('of one line that says what is wrong', () => {
    expect(faultOf('ntm: run.json: seed must be an integer, got "x"\n')).toBeUndefined();
  });

  test.each([
    ['no message', ''],
    ['a stack trace', 'Error: no\n    at read (file:///a/b.js:1:2)'],
    ['a stack trace', 'node:internal/process/task_queues:95\n'],
    ['a message of more than one line', 'a\nb'],
    ['a raw error', 'TypeError: x is undefined'],
  ])('%s', (fault, message) => {
    expect(faultOf(message)).toBe(fault);
  });
});

describe('the reading of changed files', () => {
  const judged = (reading: Parameters<typeof judge>[2]) => judge('run.json', 'as written', reading);

  test('is right with the result of what was written, or with a message that names the file', () => {
    expect(judged({accepted: true, result: 'as written'})).toBeUndefined();
    expect(judged({accepted: false, message: 'a/run.json: seed must be an integer'})).toBeUndefined();
  });

  test('is wrong with another result, or with a message that does not name the file', () => {
    expect(judged({accepted: true, result: 'as it came'})).toMatch(/another result: "as written" became/);
    expect(judged({accepted: false, message: 'seed must be an integer'})).toMatch(/does not name the file/);
  });
});
