import {ArgumentError} from '@ntmjs/arguments';
import {RandomStream} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {allEntrances, callSpoilt, type Entrance, settle} from './entrances.js';
import {packages} from './samples/index.js';
import {untried} from './untried.js';

// @own-process: registers tasks

describe('the arguments that are spoilt', () => {
  useBackend('cpu');

  test('are right before', async () => {
    const wrong: string[] = [];
    for (const {name, call, sample} of await allEntrances()) {
      tf.engine().startScope();
      try {
        await settle(call(...((await sample()) as never[])));
      } catch (error) {
        wrong.push(`${name}: ${(error as Error).message}`);
      }
      tf.engine().endScope();
    }
    tf.disposeVariables();
    expect(wrong).toEqual([]);
  });
});

test.each(packages)(
  'every function that $name exports is spoilt, or has a reason not to be',
  async ({name, load, samples}) => {
    const exported = Object.entries(await load()).filter(([, value]) => typeof value === 'function');
    const known = [...Object.keys(samples), ...Object.values(untried[name] ?? {}).flat()];
    expect(known.sort()).toEqual(exported.map(([key]) => key).sort());
  },
);

describe('a call with spoilt arguments', () => {
  const called = (call: Entrance['call']) =>
    callSpoilt({name: 'planted', call, sample: () => [{rows: 1}]}, new RandomStream(1), () => {});

  test('may be accepted', async () => {
    expect(await called(() => 1)).toEqual({counts: {accepted: 1}});
  });

  test('may be refused by an ArgumentError', async () => {
    const refuse = () => {
      throw new ArgumentError('rows', 'a positive integer', 0);
    };
    expect(await called(refuse)).toEqual({counts: {'refused by an ArgumentError': 1}});
    expect(await called(async () => refuse())).toEqual({counts: {'refused by an ArgumentError': 1}});
    expect(
      await called(async function* () {
        refuse();
        yield 1;
      }),
    ).toEqual({counts: {'refused by an ArgumentError': 1}});
  });

  test.each([
    ['a TypeError', new TypeError('x is undefined')],
    ['an Error', new Error('no')],
    ['a text', 'no'],
    ['a message of two lines', Object.assign(new ArgumentError('x', 'a', 1), {message: 'a\nb'})],
  ])('fails if it throws %s', async (_, error) => {
    const {failure} = await called(() => {
      throw error;
    });
    expect(failure).toMatch(/^planted with /);
  });
});
