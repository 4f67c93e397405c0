import {expect, test} from 'vitest';
import {checks, subjects} from '../suite.js';
import {extentNames, leftOut} from './extent.js';

const names = (all: readonly {name: string}[]) => all.map(({name}) => name);

/** The share of the suite that is run. */
function share(
  place: 'page' | 'worker',
  backend: 'cpu' | 'wasm' | 'webgl' | 'webgpu',
  environment = {},
): number {
  const reasons = names(subjects).flatMap((subject) =>
    names(checks).map((check) => leftOut({place, backend}, check, subject, environment)),
  );
  return reasons.filter((reason) => reason === undefined).length / reasons.length;
}

test('what is named is in the suite', () => {
  expect(names(checks)).toEqual(expect.arrayContaining([...extentNames.checks]));
  expect(names(subjects)).toEqual(expect.arrayContaining([...extentNames.subjects]));
});

test('cpu and wasm have the whole suite', () => {
  for (const place of ['page', 'worker'] as const) {
    expect([share(place, 'cpu'), share(place, 'wasm')]).toEqual([1, 1]);
  }
});

test('webgl and webgpu have a part of it, and all of it where that is asked for', () => {
  for (const backend of ['webgl', 'webgpu'] as const) {
    expect(share('page', backend)).toBeGreaterThan(share('worker', backend));
    expect(share('page', backend)).toBeLessThan(0.5);
    expect(share('worker', backend)).toBeGreaterThan(0);
    for (const place of ['page', 'worker'] as const)
      expect(share(place, backend, {NTM_CONFORMANCE: 'all'})).toBe(1);
  }
});

test('every subject has something run in a page', () => {
  for (const subject of names(subjects)) {
    expect(leftOut({place: 'page', backend: 'webgpu'}, 'gradients', subject, {})).toBeUndefined();
  }
  const reason = leftOut({place: 'page', backend: 'webgpu'}, 'names', 'ntm, gru', {});
  expect(reason).toContain('NTM_CONFORMANCE=all');
});
