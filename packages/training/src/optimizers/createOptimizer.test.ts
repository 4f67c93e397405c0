import {expect, expectTypeOf, test} from 'vitest';
import {
  builtIn,
  createOptimizer,
  describeOptimizer,
  type OptimizerConfig,
  optimizerDeclaration,
  optimizerNames,
  registerOptimizer,
} from './createOptimizer.js';
import {DeclaredOptimizer} from './declaredOptimizer.js';
import {declareOptimizer} from './declareOptimizer.js';

const source = {reference: 'Nobody 2026', section: 'section 1', url: 'https://example.org'};

test('the built-in optimizers', () => {
  expect(optimizerNames()).toEqual(builtIn.map(({name}) => name));
  expect(optimizerNames()).toEqual(expect.arrayContaining(['gravesRmsProp', 'adam', 'adamw', 'sgd']));
  for (const name of optimizerNames()) {
    const {title, source, arguments: args} = optimizerDeclaration(name);
    expect(title).not.toBe('');
    expect(source.url).toMatch(/^https:/);
    for (const {description} of Object.values(args)) expect(description).toMatch(/^[^.]+$/);
  }
});

test('an optimizer has the arguments of its configuration, and defaults', () => {
  const optimizer = createOptimizer({type: 'gravesRmsProp', learningRate: 1e-3, momentum: 0.5});
  const all = {learningRate: 1e-3, decay: 0.95, momentum: 0.5, epsilon: 1e-4};
  expect(optimizer.getConfig()).toEqual(all);
});

test('configurations are typed by the declarations', () => {
  expectTypeOf<OptimizerConfig['type']>().toEqualTypeOf<(typeof builtIn)[number]['name']>();
  expectTypeOf<'gravesRmsProp' | 'adam' | 'adamw' | 'sgd'>().toExtend<OptimizerConfig['type']>();
  // @ts-expect-error: Adam has no momentum
  const wrong: OptimizerConfig = {type: 'adam', learningRate: 1, momentum: 0.9};
  expect(() => createOptimizer(wrong)).toThrow();
});

const names = builtIn.map(({name}) => `"${name}"`).join(', ');
const fraction = 'a finite number at least 0 and below 1';
test.each([
  [{type: 'nobody', learningRate: 1}, `optimizer.type must be one of ${names}, got "nobody"`],
  [undefined, 'optimizer must be an object {type, learningRate, …}, got undefined'],
  [{type: 'adam'}, 'optimizer.learningRate must be a finite number above 0, got undefined'],
  [{type: 'adam', learningRate: -1}, 'optimizer.learningRate must be a finite number above 0, got -1'],
  [{type: 'sgd', learningRate: '1'}, 'optimizer.learningRate must be a finite number above 0, got "1"'],
  [{type: 'gravesRmsProp', learningRate: 1, decay: 1}, `optimizer.decay must be ${fraction}, got 1`],
  [{type: 'gravesRmsProp', learningRate: 1, momentum: 2}, `optimizer.momentum must be ${fraction}, got 2`],
  [
    {type: 'gravesRmsProp', learningRate: 1, epsilon: 0},
    'optimizer.epsilon must be a finite number above 0, got 0',
  ],
  [{type: 'adam', learningRate: 1, beta1: -0.1}, `optimizer.beta1 must be ${fraction}, got -0.1`],
  [{type: 'adam', learningRate: 1, beta2: 1}, `optimizer.beta2 must be ${fraction}, got 1`],
  [
    {type: 'adamw', learningRate: 1, weightDecay: -1},
    'optimizer.weightDecay must be a finite number at least 0, got -1',
  ],
  [{type: 'sgd', learningRate: 1, nesterov: 'yes'}, 'optimizer.nesterov must be true or false, got "yes"'],
  [
    {type: 'adam', learningRate: 1, momentum: 0.9},
    'optimizer.momentum must be omitted (the options are learningRate, beta1, beta2, epsilon), got 0.9',
  ],
])('rejects %o', (config, message) => {
  expect(() => createOptimizer(config as OptimizerConfig)).toThrow(message);
});

test.each<[OptimizerConfig, string]>([
  [{type: 'gravesRmsProp', learningRate: 1e-4}, 'Graves’ RMSProp 0.0001'],
  [{type: 'adam', learningRate: 0.001, beta2: 0.99, epsilon: 1e-8}, 'Adam (β₂ 0.99, ε 1e-8) 0.001'],
  [{type: 'sgd', learningRate: 0.1, nesterov: true}, 'SGD (nesterov true) 0.1'],
])('a report describes %o', (config, text) => {
  expect(describeOptimizer(config)).toBe(text);
});

test('an optimizer from outside is known by its name', () => {
  const declaration = declareOptimizer({
    ...{name: 'halver', title: 'Halver', source, arguments: {}, slots: []},
    update: ({mul}, {weight}) => ({weight: mul(weight, 0.5)}),
  });
  registerOptimizer(declaration);
  registerOptimizer(declaration);
  expect(optimizerNames()).toContain('halver');
  expect(optimizerDeclaration('halver')).toBe(declaration);
  expect(new DeclaredOptimizer(declaration, {learningRate: 1}).getClassName()).toBe('ntmjs.halver');
  expect(() => registerOptimizer({...declaration})).toThrow(
    'name must be that of no registered optimizer, got "halver"',
  );
});
