import {ArgumentError} from '@ntmjs/arguments';
import {createTask} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import {describe, expect, test} from 'vitest';
import {createModel, modelConfigs, modelNameFor, requireModelConfig, withValueAt} from '../model.js';
import type {ModelConfig} from '../types.js';
import type {ArchitectureOption} from './architecture.js';
import {architectureNames, architectures, optionsOf} from './index.js';

const task = createTask('copy', {maxLength: 2});

const all = architectureNames.flatMap((name) =>
  Object.entries(optionsOf(name)).map(([option, declaration]) => [name, option, declaration] as const),
);

/** Values that an option may have, at its bounds where it has such. */
function validValues(option: ArchitectureOption): readonly unknown[] {
  switch (option.type) {
    case 'boolean':
      return [false, true];
    case 'choice':
      return option.choices;
    case 'list':
      return [option.choices, option.choices.toReversed()];
    case 'text':
      return ['one', 'other'];
    default:
      return [option.min ?? (option.above ?? 0) + 0.5, option.max ?? 2];
  }
}

/** Values that an option must not have: beyond its bounds, and of another type. */
function invalidValues(option: ArchitectureOption): readonly unknown[] {
  switch (option.type) {
    case 'boolean':
      return [1, 'true'];
    case 'choice':
      return ['other', 1];
    case 'list':
      return [['other'], 'write'];
    case 'text':
      return [1];
    case 'integer':
      return [option.min! - 1, 1.5, '2'];
    case 'number':
      return [Number.NaN, '2', ...(option.above === undefined ? [] : [option.above])];
  }
}

describe('each option of an architecture', () => {
  useBackend('cpu');

  /** The config of a small model of an architecture, with a controller and heads that have a use for every option. */
  const small = (name: (typeof architectureNames)[number]) => {
    let config = modelConfigs[modelNameFor(name, 'lstm')];
    if (name === 'mann') config = withValueAt(config, 'keyStrength', true);
    if (name === 'delta') config = withValueAt(config, 'decay', true);
    for (const [option, {argument}] of Object.entries(optionsOf(name))) {
      if (['units', 'rows', 'width'].includes(option)) config = withValueAt(config, argument, 6);
    }
    return config;
  };

  /** The config of a layer as JSON, without the names of cells, which are numbered. */
  const layerConfig = (config: ModelConfig) => {
    const model = createModel(config, task, 1);
    const json = JSON.stringify(model.layers[0]!.getConfig(), (key, value) =>
      key === 'name' ? undefined : value,
    );
    model.dispose();
    return json;
  };

  test.each(all)('%s.%s sets an argument of the layer', (name, option, declaration) => {
    const configs = validValues(declaration).map((value) =>
      layerConfig(withValueAt(small(name), declaration.argument, roomFor(option, value))),
    );
    expect(new Set(configs).size).toBe(configs.length);
  });

  test.each(all.filter(([, , {default: usual}]) => usual !== undefined))(
    '%s.%s has the default of the layer',
    (name, _, {argument, default: usual}) => {
      const without = withValueAt(small(name), argument, undefined);
      expect(layerConfig(without)).toBe(layerConfig(withValueAt(small(name), argument, usual)));
    },
  );

  test.each(all)('%s.%s is checked', (name, _, declaration) => {
    for (const value of invalidValues(declaration)) {
      const refused = () =>
        requireModelConfig('model', {...withValueAt(small(name), declaration.argument, value)});
      expect(refused).toThrow(ArgumentError);
      expect(refused).toThrow(`model.${declaration.argument} must be `);
    }
  });

  test.each(all)('%s.%s has a description of one line', (_, __, {description}) => {
    expect(description).toMatch(/^[a-zA-Z].{3,75}[^.]$/);
  });
});

test('what a page offers as a number is one', () => {
  for (const {name, options} of architectures) {
    for (const [option, {field, type}] of Object.entries<ArchitectureOption>(options)) {
      if (field !== undefined) expect(['integer', 'list'], `${name}.${option}`).toContain(type);
    }
  }
});

/** A deque needs an even number of rows, and a head may not be shifted by more rows than there are. */
function roomFor(option: string, value: unknown): unknown {
  return option === 'rows' ? (value as number) * 4 : value;
}
