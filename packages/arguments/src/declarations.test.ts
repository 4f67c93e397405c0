import {expect, test} from 'vitest';
import {ArgumentError} from './argumentError.js';
import {requireDeclarations} from './declarations.js';
import type {OptionDeclarations} from './options.js';

test('returns declarations unchanged', () => {
  const declarations = {
    width: {type: 'integer', min: 1, default: 8, description: 'width of a vector', symbol: 'W'},
    rate: {type: 'number', above: 0, below: 1, description: 'the rate'},
    sign: {type: 'boolean', default: false, description: 'whether the input is signed'},
    label: {type: 'text', optional: true, description: 'the label'},
    order: {type: 'choice', choices: ['up', 'down'], default: 'up', description: 'the order'},
    heads: {type: 'list', choices: ['read', 'write'], default: ['write'], description: 'the heads'},
  } as const satisfies OptionDeclarations;
  expect(requireDeclarations('options', declarations)).toBe(declarations);
});

const description = 'an option';

test.each<[unknown, string]>([
  [undefined, 'options must be an object with a declaration for each option, got undefined'],
  [[], 'options must be an object with a declaration for each option, got []'],
  [{width: 8}, 'options.width must be a declaration {type, description, default?, …}, got 8'],
  [
    {width: {type: 'int', description}},
    'options.width.type must be one of "integer", "number", "boolean", "text", "choice", "list" (did you mean "integer"?), got "int"',
  ],
  [{width: {type: 'integer'}}, 'options.width.description must be a non-empty string, got undefined'],
  [{width: {type: 'integer', description, symbol: ''}}, 'options.width.symbol must be a non-empty string'],
  [{width: {type: 'integer', description, optional: 1}}, 'options.width.optional must be true or false'],
  [
    {width: {type: 'integer', description, minimum: 1}},
    'options.width.minimum must be omitted: did you mean min? (the options are type, description, symbol, default, optional, above, below, min, max), got 1',
  ],
  [{sign: {type: 'boolean', description, min: 1}}, 'options.sign.min must be omitted'],
  [{width: {type: 'integer', description, min: '1'}}, 'options.width.min must be a finite number, got "1"'],
  [
    {width: {type: 'integer', description, min: 1, default: 0}},
    'options.width.default must be a positive integer, got 0',
  ],
  [
    {order: {type: 'choice', description}},
    'options.order.choices must be a list of at least one string, got undefined',
  ],
  [
    {order: {type: 'choice', description, choices: ['up'], default: 'left'}},
    'options.order.default must be one of "up", got "left"',
  ],
])('%# rejects %j', (declarations, message) => {
  const call = () => requireDeclarations('options', declarations as OptionDeclarations);
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
