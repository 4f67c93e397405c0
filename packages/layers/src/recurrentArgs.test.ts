import {ArgumentError} from '@ntmjs/arguments';
import {describe, expect, test} from 'vitest';
import {
  InitialStateRNN,
  LstmBaselineCell,
  lstmBaseline,
  memoryLayer,
  NtmAccess,
  ntm,
  type RecurrentArgs,
} from './index.js';

const memory = {rows: 4, width: 3};
const network = {controller: {type: 'feedforward', units: 4}, units: 2} as const;

const makers: Readonly<Record<string, (args: RecurrentArgs) => unknown>> = {
  memoryLayer: (args) => memoryLayer({...network, access: new NtmAccess({memory}), ...args}),
  ntm: (args) => ntm({...network, memory, ...args}),
  lstmBaseline: (args) => lstmBaseline({units: 2, hiddenUnits: 3, ...args}),
};

describe.each(Object.entries(makers))('the recurrent options of %s', (_, make) => {
  test.each([
    [{returnSequences: 'yes'}, 'returnSequences must be true or false, got "yes"'],
    [{returnState: 1}, 'returnState must be true or false, got 1'],
    [{goBackwards: 'no'}, 'goBackwards must be true or false, got "no"'],
    [{stateful: {}}, 'stateful must be true or false, got {}'],
    [{trainable: 0}, 'trainable must be true or false, got 0'],
    [{inputShape: 'x'}, 'inputShape must be an array of positive integers or nulls, got "x"'],
    [{inputShape: 5}, 'inputShape must be an array of positive integers or nulls, got 5'],
    [{inputShape: [null, '5']}, 'inputShape[1] must be a positive integer, got "5"'],
    [{batchInputShape: [0, null, 5]}, 'batchInputShape[0] must be a positive integer, got 0'],
  ])('reject %j', (args, message) => {
    expect(() => make(args as never)).toThrow(ArgumentError);
    expect(() => make(args as never)).toThrow(message);
  });

  test('are valid as null, which stands for the default', () => {
    expect(() => make({returnSequences: null, inputShape: null} as never)).not.toThrow();
    expect(() => make({returnSequences: undefined, inputShape: [null, 5]} as never)).not.toThrow();
  });
});

test('unroll must be a boolean in the config of a layer', () => {
  const cell = new LstmBaselineCell({units: 2, hiddenUnits: 3, startsFromZeros: false});
  const make = () => new InitialStateRNN({cell, unroll: 'yes'} as never);
  expect(make).toThrow('unroll must be true or false, got "yes"');
});
