import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import type {Check} from './check.js';
import type {Host} from './host.js';
import {knownFailures} from './knownFailures.js';
import {checks, runCheck, subjects} from './suite.js';

useBackend('cpu');

const host: Host = {
  place: 'node',
  backend: 'cpu',
  tolerance: {},
  elsewhere: () => Promise.reject(new Error('not here')),
};
const [subject] = subjects as [(typeof subjects)[number]];
const check = (name: string, run: Check['run'], skip?: Check['skip']): Check => ({
  name,
  run,
  ...(skip && {skip}),
});

test('a check passes, fails with what it threw, or is skipped with the reason', async () => {
  expect(
    await runCheck(
      check('a', () => {}),
      subject,
      host,
    ),
  ).toEqual({status: 'passed'});
  const failing = check('a', async () => {
    throw new Error('too far');
  });
  expect(await runCheck(failing, subject, host)).toEqual({status: 'failed', message: 'too far'});
  const skipped = check('a', failing.run, () => 'no reason');
  expect(await runCheck(skipped, subject, host)).toEqual({status: 'skipped', reason: 'no reason'});
});

test('known failures must fail, with the known error', async () => {
  const {reason} = knownFailures.find((known) => known.check === 'sample weights')!;
  const failing = (message: string) =>
    check('sample weights', () => {
      throw new Error(message);
    });
  const known = await runCheck(failing('sample weight is not supported yet.'), subject, host);
  expect(known).toEqual({status: 'known', reason});
  const passing = await runCheck(
    check('sample weights', () => {}),
    subject,
    host,
  );
  expect(passing).toEqual({status: 'failed', message: `passes, though it is known to fail: ${reason}`});
  expect(await runCheck(failing('out of memory'), subject, host)).toMatchObject({status: 'failed'});
});

test('every known failure is of a check and of subjects that there are', () => {
  for (const {check: name, subjects: ofThem = []} of knownFailures) {
    expect(checks.map((one) => one.name)).toContain(name);
    for (const one of ofThem) expect(subjects.map((other) => other.name)).toContain(one);
  }
});

test('a check that fails leaves no tensor and no weight behind', async () => {
  const before = tf.memory().numTensors;
  const messy = check('a', async (given) => {
    given.layer().apply(tf.zeros([2, 3, 3]));
    await Promise.resolve();
    tf.zeros([7]);
    throw new Error('oops');
  });
  await runCheck(messy, subject, host);
  expect(tf.memory().numTensors).toBe(before);
});

test('names of checks and subjects differ', () => {
  for (const things of [checks, subjects]) {
    const names = things.map(({name}) => name);
    expect(new Set(names).size).toBe(names.length);
  }
});
