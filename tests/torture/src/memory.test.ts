import {describe, expect, test} from 'vitest';
import {Flatness, type Held} from './memory.js';
import {stepsCase} from './steps/part.js';

const flat: Held = {tensors: 10, bytes: 1000, heap: 20, process: 100};

describe('what grows', () => {
  test('is nothing in a process that stays as it is', () => {
    const flatness = new Flatness();
    const growth = Array.from({length: 20}, (_, index) =>
      flatness.growthIn({...flat, heap: 20 + (index % 3)}),
    );
    expect(growth.every((text) => text === undefined)).toBe(true);
  });

  test.each([
    ['tensors', 1],
    ['bytes', 4],
    ['heap', 1],
    ['process', 8],
  ] as const)('is found: %s', (name, step) => {
    const flatness = new Flatness();
    const growth = Array.from({length: 30}, (_, index) =>
      flatness.growthIn({...flat, [name]: flat[name] + index * step}),
    );
    expect(growth.at(-1)).toContain(`grown: ${name} from`);
  });
});

test('steps that leave a tensor behind fail', async () => {
  let tensors = 0;
  const takeSteps = async () => {
    tensors++;
  };
  const runCase = stepsCase(takeSteps, 5, 'planted steps', () => ({...flat, tensors}));
  const outcomes = [];
  for (let index = 0; index < 10; index++) outcomes.push(await runCase(index, () => {}));
  expect(outcomes[0]).toEqual({counts: {'planted steps': 5}});
  expect(outcomes[9]?.failure).toContain('tensors');
});
