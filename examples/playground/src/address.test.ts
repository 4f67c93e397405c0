import {type ModelName, modelNames} from '@ntmjs/presets';
import {taskNames} from '@ntmjs/tasks';
import {describe, expect, test} from 'vitest';
import {type PageState, readAddress, writeAddress} from './address.js';
import {defaultChoice, defaultOrigin, taskOf} from './choice.js';
import {firstView} from './view.js';

const all = taskNames.flatMap((task) => modelNames.map((model) => [task, model] as const));

/** The default page state of a task and a model. */
function defaultState(task: string, model: (typeof modelNames)[number]): PageState {
  const choice = defaultChoice(task, model);
  return {choice, origin: defaultOrigin(choice), view: firstView(taskOf(choice)), step: 0};
}

describe('an address', () => {
  test('that is empty opens copy with a pretrained network', () => {
    const {errors, ...state} = readAddress('');
    expect(errors).toEqual([]);
    const defaults = defaultState('copy', 'ntm-feedforward');
    expect(state).toEqual({...defaults, view: {...defaults.view, difficulty: {length: 10}}});
    expect(readAddress(writeAddress(state))).toEqual({...state, errors: []});
    expect(state.origin).toBe('pretrained');
  });

  test.each(all)('of %s with %s is read as written', (task, model) => {
    const state = defaultState(task, model);
    expect(readAddress(writeAddress(state))).toEqual({...state, errors: []});
  });

  test('contains everything that can be selected', () => {
    const defaults = defaultState('copy', 'ntm-feedforward');
    const state: PageState = {
      choice: {...defaults.choice, sizes: {...defaults.choice.sizes, rows: 64, heads: 2}, seed: 7},
      origin: 'new',
      view: {
        difficulty: {length: 60},
        rows: 256,
        episode: 3,
        flips: [
          {step: 1, channel: 2},
          {step: 3, channel: 4},
        ],
        erased: [{step: 61, row: 5}],
      },
      step: 12,
    };
    // New weights are the default for sizes without pretrained ones.
    expect(writeAddress(state)).toBe(
      '?task=copy&network=ntm-feedforward&rows=64&heads=2&seed=7&at.length=60&on=256&episode=3&flip=1.2%2C3.4&erase=61.5&step=12',
    );
    expect(readAddress(writeAddress(state))).toEqual({...state, errors: []});
    const trained: PageState = {...state, choice: defaults.choice};
    expect(writeAddress(trained)).toContain('from=new');
    expect(readAddress(writeAddress(trained))).toEqual({...trained, errors: []});
  });

  test('of an older version names the read heads heads', () => {
    const {errors, choice} = readAddress('?task=copy&network=dnc&heads=3');
    expect(errors).toEqual([]);
    expect(choice.sizes).toMatchObject({readHeads: 3});
    expect(readAddress('?task=copy&network=dnc&readHeads=3').choice).toEqual(choice);
  });

  test.each([
    ['feedforward', 'ntm-feedforward'],
    ['lstm', 'ntm-lstm'],
    ['baseline', 'lstm'],
    ['dnc', 'dnc'],
  ])('of an older version, with the model %s, opens %s', (older, model) => {
    const {errors, choice} = readAddress(`?task=copy&model=${older}`);
    expect(errors).toEqual([]);
    expect(choice).toEqual(defaultChoice('copy', model as ModelName));
  });

  test.each([
    ['?network=gru', 'In the address, network must be one of ntm-feedforward, ntm-lstm, '],
    ['?rows=1.5', 'In the address, rows must be an integer from 2 to 1024, got “1.5”.'],
    ['?heads=', 'In the address, heads must be an integer from 1 to 8, got “”.'],
    ['?flip=1.2.3', 'In the address, flip must be pairs of integers such as 3.0,4.1, got “1.2.3”.'],
    ['?erase=-1.2', 'In the address, erase must be pairs of integers'],
    ['?from=moon', 'In the address, from must be one of pretrained, new, file, got “moon”.'],
    [
      '?task=graph-traversal&at.nodes=1',
      'The address asks for an episode that the task graph-traversal does not have.',
    ],
  ])('an error in %s is reported, and the rest is used', (query, error) => {
    const {errors, ...state} = readAddress(`${query}&seed=5`);
    expect(errors).toEqual([expect.stringContaining(error)]);
    expect(state.choice.seed).toBe(5);
    expect(readAddress(writeAddress(state)).errors).toEqual([]);
  });
});
