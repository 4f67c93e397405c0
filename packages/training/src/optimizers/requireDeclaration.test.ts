import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {optimizerNames, registerOptimizer} from './createOptimizer.js';
import type {OptimizerDeclaration} from './declaration.js';
import {DeclaredOptimizer} from './declaredOptimizer.js';
import {declareOptimizer} from './declareOptimizer.js';

const decay = {type: 'number', min: 0, below: 1, default: 0.9, description: 'any'};

const whole = {
  name: 'whole',
  title: 'Whole',
  source: {reference: 'Nobody 2026', section: 'section 1', url: 'https://example.org'},
  arguments: {decay},
  slots: ['mean'],
  scalars: () => ({power: 1}),
  update: (_: unknown, {weight, mean}: Record<string, unknown>) => ({weight, mean}),
};

test('a whole declaration is accepted', () => {
  const declaration = whole as unknown as OptimizerDeclaration;
  expect(declareOptimizer(declaration)).toBe(declaration);
});

const fields = 'name, title, source, arguments, slots, tfjsClassName, scalars, update';
test.each<[object | undefined, string]>([
  [undefined, `declaration must be an object with the fields ${fields}, got undefined`],
  [{}, 'name must be letters, digits, "_" and "-" that begin with a letter, got undefined'],
  [{...whole, name: ''}, 'name must be letters, digits, "_" and "-" that begin with a letter, got ""'],
  [{...whole, name: '1st'}, 'name must be letters, digits, "_" and "-" that begin with a letter, got "1st"'],
  [
    {...whole, scalar: 1},
    `declaration.scalar must be omitted: did you mean scalars? (the options are ${fields}), got 1`,
  ],
  [{...whole, title: ''}, 'title must be a non-empty string, got ""'],
  [{...whole, source: undefined}, 'source must be an object {reference, section, url}, got undefined'],
  [{...whole, source: {reference: '', section: ''}}, 'source.url must be a string, got undefined'],
  [
    {...whole, arguments: undefined},
    'arguments must be an object with a declaration for each option, got undefined',
  ],
  [
    {...whole, arguments: {decay: {...decay, default: 1}}},
    'arguments.decay.default must be a finite number at least 0 and below 1, got 1',
  ],
  [
    {...whole, arguments: {decay: {...decay, type: 'real'}}},
    'arguments.decay.type must be one of "integer", "number", "boolean",',
  ],
  [
    {...whole, arguments: {learningRate: decay}},
    'arguments.learningRate must be omitted (every optimizer has it), got {',
  ],
  [
    {...whole, arguments: {type: decay}},
    'arguments.type must be omitted (it names the optimizer in a configuration), got {',
  ],
  [{...whole, slots: undefined}, 'slots must be a list of names, got undefined'],
  [{...whole, slots: 'mean'}, 'slots must be a list of names, got "mean"'],
  [{...whole, slots: ['mean', 1]}, 'slots[1] must be a non-empty string, got 1'],
  [{...whole, slots: ['one', 'one']}, 'slots must be names of their own, got "one"'],
  [{...whole, slots: ['weight']}, 'slots must be names of their own, got "weight"'],
  [{...whole, slots: ['learningRate']}, 'slots must be names of their own, got "learningRate"'],
  [{...whole, tfjsClassName: 'Nadam'}, 'tfjsClassName must be one of "Adadelta", "Adagrad", "Adam",'],
  [{...whole, update: undefined}, 'update must be a function, got undefined'],
  [{...whole, scalars: 1}, 'scalars must be a function, got 1'],
  [{...whole, scalars: () => 1}, 'scalars() must be an object of numbers, got 1'],
  [{...whole, scalars: () => ({power: '1'})}, 'scalars().power must be a finite number, got "1"'],
  [
    {...whole, scalars: () => ({mean: 1})},
    'scalars() must be numbers with names other than weight, gradient, learningRate, mean, got "mean"',
  ],
])('rejects %o, declared, registered or used', (value, message) => {
  const before = optimizerNames();
  const declaration = value as OptimizerDeclaration;
  const uses = [
    () => declareOptimizer(declaration),
    () => registerOptimizer(declaration),
    () => new DeclaredOptimizer(declaration, {learningRate: 1}),
  ];
  for (const use of uses) {
    expect(use).toThrow(ArgumentError);
    expect(use).toThrow(message);
  }
  expect(optimizerNames()).toEqual(before);
});

test('scalars of arguments without defaults are checked once the arguments are known', () => {
  const declaration = {
    ...whole,
    arguments: {decay: {...decay, default: undefined}},
    scalars: () => ({weight: 1}),
  } as unknown as OptimizerDeclaration;
  declareOptimizer(declaration);
  expect(() => new DeclaredOptimizer(declaration, {learningRate: 1, decay: 0.5} as never)).toThrow(
    'scalars() must be numbers with names other than weight, gradient, learningRate, mean, got "weight"',
  );
});
