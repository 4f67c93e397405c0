import {createModel, modelNames, presetFor} from '@ntmjs/presets';
import {taskNames} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import {describe, expect, test} from 'vitest';
import {configOf, defaultChoice, taskOf} from './choice.js';
import {sizesOf, withSizes} from './sizes.js';
import {choiceOfModel} from './worker/opened.js';

const all = taskNames.flatMap((task) => modelNames.map((model) => [task, model] as const));

describe('sizes', () => {
  useBackend('cpu');

  test.each(all)('of %s with %s are read as set', (task, model) => {
    const {model: config} = presetFor(task, model);
    const sizes = sizesOf(config);
    expect(sizesOf(withSizes(config, sizes))).toEqual(sizes);
    const others = Object.fromEntries(Object.keys(sizes).map((name) => [name, 6]));
    expect(sizesOf(withSizes(config, others))).toEqual(others);
  });

  test.each(modelNames)('an opened small %s is identified, with the task that it fits', (model) => {
    const defaults = defaultChoice('dyck', model);
    const sizes = Object.fromEntries(
      Object.keys(defaults.sizes).map((name) => [name, /heads/i.test(name) ? 2 : 6]),
    );
    const choice = {...defaults, sizes};
    const network = createModel(configOf(choice), taskOf(choice), 1);
    expect(choiceOfModel(network, defaultChoice('copy', 'ntm-feedforward'))).toEqual(choice);
    network.dispose();
  });
});
