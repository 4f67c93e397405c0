import {expect, expectTypeOf, test} from 'vitest';
import {ArgumentError} from './argumentError.js';
import {
  describeOption,
  type OptionArgs,
  type OptionDeclarations,
  type ResolvedOptions,
  requireOption,
  resolveOptions,
} from './options.js';

const declarations = {
  vectorWidth: {type: 'integer', min: 1, default: 8, description: 'width of a vector'},
  rate: {type: 'number', above: 0, description: 'the rate'},
  sign: {type: 'boolean', default: false, description: 'whether the input is signed'},
  order: {type: 'choice', choices: ['up', 'down'], optional: true, description: 'the order'},
  heads: {type: 'list', choices: ['read', 'write'], default: ['write', 'read'], description: 'the heads'},
} as const satisfies OptionDeclarations;

test('defaults are filled in, and what is optional stays absent', () => {
  const heads = ['write', 'read'];
  expect(resolveOptions('task', {rate: 0.5}, declarations)).toEqual({
    ...{vectorWidth: 8, rate: 0.5, sign: false, heads},
  });
  expect(resolveOptions('task', {rate: 1, order: 'up', sign: undefined}, declarations)).toEqual({
    ...{vectorWidth: 8, rate: 1, sign: false, order: 'up', heads},
  });
});

test('options and results are typed by the declarations', () => {
  expectTypeOf<OptionArgs<typeof declarations>['rate']>().toEqualTypeOf<number>();
  expectTypeOf<OptionArgs<typeof declarations>['vectorWidth']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<ResolvedOptions<typeof declarations>['vectorWidth']>().toEqualTypeOf<number>();
  expectTypeOf<ResolvedOptions<typeof declarations>['order']>().toEqualTypeOf<'up' | 'down' | undefined>();
  expectTypeOf<ResolvedOptions<typeof declarations>['heads']>().toEqualTypeOf<
    readonly ('read' | 'write')[]
  >();
});

test.each([
  [{}, 'task.rate must be a finite number above 0, got undefined'],
  [{rate: 1, vectorWidth: 0}, 'task.vectorWidth must be a positive integer, got 0'],
  [{rate: 1, sign: 'yes'}, 'task.sign must be true or false, got "yes"'],
  [{rate: 1, order: 'left'}, 'task.order must be one of "up", "down", got "left"'],
  [{rate: 1, heads: 'read'}, 'task.heads must be a list, each element one of "read", "write", got "read"'],
  [{rate: 1, width: 2}, 'task.width must be omitted (the options are vectorWidth, rate, sign, order, heads)'],
])('rejects %j', (options, message) => {
  expect(() => resolveOptions('task', options, declarations)).toThrow(ArgumentError);
  expect(() => resolveOptions('task', options, declarations)).toThrow(message);
});

test.each([
  [{type: 'integer', min: 1}, 1, 'a positive integer'],
  [{type: 'integer', min: 0, max: 3}, 3, 'an integer at least 0 and at most 3'],
  [{type: 'number', above: 0}, 0.1, 'a finite number above 0'],
  [{type: 'boolean'}, true, 'true or false'],
  [{type: 'text'}, 'any', 'a string'],
  [{type: 'choice', choices: ['up', 'down']}, 'up', 'one of "up", "down"'],
  [{type: 'list', choices: ['up', 'down']}, ['up', 'up'], 'a list, each element one of "up", "down"'],
] as const)('%j takes %j and says what it takes', (declaration, value, expected) => {
  const option = {...declaration, description: 'an option'};
  expect(requireOption('option', value, option)).toEqual(value);
  expect(describeOption(option)).toBe(expected);
  expect(() => requireOption('option', null, option)).toThrow(`option must be ${expected}, got null`);
});
