import {expect, test} from 'vitest';
import * as api from './index.js';
import {
  ArgumentError,
  requireBoolean,
  requireChoice,
  requireElements,
  requireFunction,
  requireInstance,
  requireInteger,
  requireKeys,
  requireList,
  requireNumber,
  requireObject,
  requirePositiveInteger,
  requireShape,
  requireSizes,
} from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'ArgumentError',
    'arrayMemory',
    'bytesText',
    'describeOption',
    'describeUnknownKey',
    'heapMemory',
    'machineMemory',
    'renameArguments',
    'requireArraySizes',
    'requireBoolean',
    'requireChoice',
    'requireChoices',
    'requireDeclarations',
    'requireElements',
    'requireFunction',
    'requireInstance',
    'requireInteger',
    'requireKeys',
    'requireList',
    'requireMemory',
    'requireNumber',
    'requireObject',
    'requireOption',
    'requirePositiveInteger',
    'requireSameCopy',
    'requireSameEngine',
    'requireShape',
    'requireSizes',
    'requireText',
    'resolveOptions',
    'show',
    'watchForCopies',
  ]);
});

test('returns a valid argument unchanged', () => {
  const memory = {shape: [2, 8, 4]};
  expect(requirePositiveInteger('rows', 3)).toBe(3);
  expect(requireInteger('range', 0, {min: 0, max: 3})).toBe(0);
  expect(requireNumber('rate', 0.5, {above: 0, below: 1})).toBe(0.5);
  expect(requireChoice('kind', 'read', ['read', 'write'])).toBe('read');
  expect(requireBoolean('flag', false)).toBe(false);
  expect(requireShape('memory', memory, [2, null, 4], '[batch, rows, width]')).toBe(memory);
  expect(requireSizes('shape', memory.shape)).toBe(memory.shape);
  expect(requireSizes('shape', [null, 3], {unknown: true})).toEqual([null, 3]);
  expect(requireKeys('memory', memory, ['shape'])).toBe(memory);
});

test.each([
  [() => requirePositiveInteger('memory.rows', 0), 'memory.rows must be a positive integer, got 0'],
  [() => requirePositiveInteger('memory.rows', 1.5), 'memory.rows must be a positive integer, got 1.5'],
  [() => requirePositiveInteger('memory.rows', '8'), 'memory.rows must be a positive integer, got "8"'],
  [
    () => requirePositiveInteger('memory.rows', Number.NaN),
    'memory.rows must be a positive integer, got NaN',
  ],
  [
    () => requireInteger('range', -1, {min: 0, max: 3}),
    'range must be an integer at least 0 and at most 3, got -1',
  ],
  [
    () => requireInteger('seed', 1e300),
    'seed must be an integer at least -9007199254740991 and at most 9007199254740991, got 1e+300',
  ],
  [
    () => requirePositiveInteger('sequences', 1e17),
    'sequences must be an integer at least 1 and at most 9007199254740991, got 100000000000000000',
  ],
  [() => requireNumber('rate', -1, {above: 0}), 'rate must be a finite number above 0, got -1'],
  [() => requireNumber('rate', Infinity), 'rate must be a finite number, got Infinity'],
  [
    () => requireNumber('decay', 1, {min: 0, below: 1}),
    'decay must be a finite number at least 0 and below 1, got 1',
  ],
  [
    () => requireChoice('kind', 'wirte', ['read', 'write']),
    'kind must be one of "read", "write" (did you mean "write"?), got "wirte"',
  ],
  [() => requireBoolean('flag', 'yes'), 'flag must be true or false, got "yes"'],
  [
    () => requireKeys('memory', {row: 1}, ['rows', 'width']),
    'memory.row must be omitted: did you mean rows? (the options are rows, width), got 1',
  ],
  [
    () => requireKeys('memory', {columns: 1}, ['rows', 'width']),
    'memory.columns must be omitted (the options are rows, width), got 1',
  ],
  [
    () => requireKeys('memory', [1] as object, ['rows']),
    'memory must be an object with the options rows, got [1]',
  ],
  [
    () => requireShape('key', {shape: [2, 3]}, [2, 4], '[batch, width]'),
    'key must be a tensor of shape [batch, width] = [2, 4], got a tensor of shape [2, 3]',
  ],
  [
    () => requireShape('key', undefined as never, [null, 4], '[batch, width]'),
    'key must be a tensor of shape [batch, width] = [?, 4], got undefined',
  ],
  [
    () => requireObject('spec', null, 'an object {shape, deviation}'),
    'spec must be an object {shape, deviation}, got null',
  ],
  [() => requireFunction('update', 3), 'update must be a function, got 3'],
  [() => requireList('heads', {} as never, 'a list of heads'), 'heads must be a list of heads, got {}'],
  [
    () => requireList('heads', [], 'a list of at least one head', 1),
    'heads must be a list of at least one head, got []',
  ],
  [() => requireFunction('draw', class Draw {}), 'draw must be a function, got class Draw'],
  [() => requireInstance('time', 3, Date, 'a Date'), 'time must be a Date, got 3'],
  [
    () => requireElements('inputs', {shape: [1, 0, 3]}, '[batch, time, inputs]'),
    'inputs must be a tensor [batch, time, inputs] with at least one of each, got a tensor of shape [1, 0, 3]',
  ],
  [() => requireSizes('shape', 3), 'shape must be an array of positive integers, got 3'],
  [
    () => requireSizes('shape', 'x', {unknown: true}),
    'shape must be an array of positive integers or nulls, got "x"',
  ],
  [() => requireSizes('shape', [3, 0]), 'shape[1] must be a positive integer, got 0'],
  [() => requireSizes('shape', [null]), 'shape[0] must be a positive integer, got null'],
])('%# names the argument, what it must be and what it was', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});

test('a message is one line', () => {
  const {message} = new ArgumentError('spec', 'a specification (no\n  axis)', 'x\ny');
  expect(message).toBe('spec must be a specification (no axis), got "x\\ny"');
});
