import {type ModelName, modelNames} from '@ntmjs/presets';
import {taskNames} from '@ntmjs/tasks';
import {describe, expect, test} from 'vitest';
import {type Place, readPlace, writePlace} from './address.js';
import {defaultChoice, defaultOrigin, taskOf} from './choice.js';
import {firstView} from './view.js';

const all = taskNames.flatMap((task) => modelNames.map((model) => [task, model] as const));

/** The usual place of a task and a model. */
function defaultPlace(task: string, model: (typeof modelNames)[number]): Place {
  const choice = defaultChoice(task, model);
  return {choice, origin: defaultOrigin(choice), view: firstView(taskOf(choice)), step: 0};
}

describe('an address', () => {
  test('says nothing: copy, with a trained network', () => {
    const {complaints, ...place} = readPlace('');
    expect(complaints).toEqual([]);
    const usual = defaultPlace('copy', 'ntm-feedforward');
    expect(place).toEqual({...usual, view: {...usual.view, difficulty: {length: 10}}});
    expect(readPlace(writePlace(place))).toEqual({...place, complaints: []});
    expect(place.origin).toBe('pretrained');
  });

  test.each(all)('of %s with %s is read as it is written', (task, model) => {
    const place = defaultPlace(task, model);
    expect(readPlace(writePlace(place))).toEqual({...place, complaints: []});
  });

  test('holds all that can be chosen', () => {
    const usual = defaultPlace('copy', 'ntm-feedforward');
    const place: Place = {
      choice: {...usual.choice, sizes: {...usual.choice.sizes, rows: 64, heads: 2}, seed: 7},
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
    // New weights are usual for sizes of which no trained ones came along.
    expect(writePlace(place)).toBe(
      '?task=copy&network=ntm-feedforward&rows=64&heads=2&seed=7&at.length=60&on=256&episode=3&flip=1.2%2C3.4&erase=61.5&step=12',
    );
    expect(readPlace(writePlace(place))).toEqual({...place, complaints: []});
    const trained: Place = {...place, choice: usual.choice};
    expect(writePlace(trained)).toContain('from=new');
    expect(readPlace(writePlace(trained))).toEqual({...trained, complaints: []});
  });

  test('of an older version has the read heads as heads', () => {
    const {complaints, choice} = readPlace('?task=copy&network=dnc&heads=3');
    expect(complaints).toEqual([]);
    expect(choice.sizes).toMatchObject({readHeads: 3});
    expect(readPlace('?task=copy&network=dnc&readHeads=3').choice).toEqual(choice);
  });

  test.each([
    ['feedforward', 'ntm-feedforward'],
    ['lstm', 'ntm-lstm'],
    ['baseline', 'lstm'],
    ['dnc', 'dnc'],
  ])('of an older version, with the model %s, opens %s', (older, model) => {
    const {complaints, choice} = readPlace(`?task=copy&model=${older}`);
    expect(complaints).toEqual([]);
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
  ])('%s is complained of, and the rest is followed', (query, complaint) => {
    const {complaints, ...place} = readPlace(`${query}&seed=5`);
    expect(complaints).toEqual([expect.stringContaining(complaint)]);
    expect(place.choice.seed).toBe(5);
    expect(readPlace(writePlace(place)).complaints).toEqual([]);
  });
});
