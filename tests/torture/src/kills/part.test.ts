import {mkdir} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {RandomStream} from '@ntmjs/tasks';
import {useFolder} from '@ntmjs/test-support';
import {afterEach, describe, expect, test} from 'vitest';
import type {Outcome} from '../part.js';
import {disturbancesOn} from './disturbances.js';
import {tortureRun} from './part.js';
import {differences} from './runState.js';
import {startProgram} from './training.js';

const path = useFolder();
const program = fileURLToPath(new URL('../../fixtures/training.js', import.meta.url));

/** The outcomes of trainings that were killed, until a number of them was resumed. */
async function outcomesWith(fault: string): Promise<Outcome[]> {
  process.env.FAULT = fault;
  const outcomes = [];
  for (let seed = 0; seed < 4; seed++) {
    const folder = path(`run-${seed}`);
    await mkdir(folder);
    const start = (args: readonly string[]) => startProgram(program, args);
    outcomes.push(await tortureRun({folder, disk: undefined, random: new RandomStream(seed), start}));
  }
  return outcomes;
}

describe('a training that is killed', () => {
  afterEach(() => {
    delete process.env.FAULT;
  });

  test('passes if it ends as one that was left alone', async () => {
    const outcomes = await outcomesWith('');
    expect(outcomes.map(({failure}) => failure)).toEqual([undefined, undefined, undefined, undefined]);
    expect(outcomes.some(({counts}) => Object.keys(counts).some((name) => name.startsWith('killed')))).toBe(
      true,
    );
  });

  test('fails if it cannot be resumed', {tags: ['full']}, async () => {
    const failures = (await outcomesWith('fails')).map(({failure}) => failure ?? '');
    expect(failures.some((failure) => failure.includes('cannot be resumed'))).toBe(true);
  });

  test('fails if it loses what it had', {tags: ['full']}, async () => {
    const failures = (await outcomesWith('loses')).map(({failure}) => failure ?? '');
    expect(failures.some((failure) => failure.includes('has lost its checkpoints'))).toBe(true);
  });

  test('fails if its weights are others', async () => {
    const failures = (await outcomesWith('forgets')).map(({failure}) => failure ?? '');
    expect(
      failures.some((failure) => failure.includes('differs from the undisturbed run in 4000/weights.bin')),
    ).toBe(true);
  });
});

test('the files in which two runs differ', () => {
  expect(
    differences(
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
      new Map([
        ['a', '1'],
        ['c', '2'],
      ]),
    ),
  ).toEqual(['b', 'c']);
});

test('a full disk must end a training with a message that names a file', () => {
  const [full] = disturbancesOn({} as never).filter(({name}) => name === 'disk full');
  expect(full!.faultOf(1, 'ntm: run/metrics.jsonl: the disk is full\nTo go on: ntm train\n')).toBeUndefined();
  expect(full!.faultOf(1, 'ntm: ENOSPC: no space left on device, write\n')).toMatch(/names no file/);
  expect(full!.faultOf(0, '')).toMatch(/ended with 0/);
  expect(full!.faultOf(1, 'Error: a\n    at b (/c.js:1:2)\n')).toMatch(/a stack trace/);
});
