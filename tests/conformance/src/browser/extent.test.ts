import {expect, test} from 'vitest';
import {checks, subjects} from '../suite.js';
import {type Extent, extentNames, extentOf, notRunReason} from './extent.js';

const names = (all: readonly {name: string}[]) => all.map(({name}) => name);
const backends = ['cpu', 'wasm', 'webgl', 'webgpu'] as const;
const places = ['page', 'worker'] as const;

/** The share of the suite that has one of these extents. */
function share(
  place: 'page' | 'worker',
  backend: 'cpu' | 'wasm' | 'webgl' | 'webgpu',
  ...extents: Extent[]
): number {
  const all = names(subjects).flatMap((subject) =>
    names(checks).map((check) => extentOf({place, backend}, check, subject)),
  );
  return all.filter((extent) => extents.includes(extent)).length / all.length;
}

test('what is named is in the suite', () => {
  expect(names(checks)).toEqual(expect.arrayContaining([...extentNames.checks]));
  expect(names(subjects)).toEqual(expect.arrayContaining([...extentNames.subjects]));
});

test('the core is a small part, and in a worker the same on every backend', () => {
  for (const backend of backends) {
    expect(share('page', backend, 'core')).toBeLessThan(0.1);
    expect(share('page', backend, 'core')).toBeGreaterThan(0);
    expect(share('worker', backend, 'core')).toBeGreaterThan(0);
    expect(share('worker', backend, 'core')).toBe(share('worker', 'cpu', 'core'));
  }
});

test('in full, cpu and wasm have the whole suite, and webgl and webgpu a part of it', () => {
  for (const place of places) {
    for (const backend of ['cpu', 'wasm'] as const) expect(share(place, backend, 'core', 'full')).toBe(1);
    for (const backend of ['webgl', 'webgpu'] as const) {
      expect(share(place, backend, 'core', 'full')).toBeLessThan(0.5);
    }
  }
  expect(share('page', 'webgl', 'full')).toBeGreaterThan(0);
});

test('everything is run where NTM_CONFORMANCE is all', () => {
  expect(notRunReason('everything', {})).toContain('NTM_CONFORMANCE=all');
  expect(notRunReason('everything', {NTM_CONFORMANCE: 'all'})).toBeUndefined();
  expect([notRunReason('core', {}), notRunReason('full', {})]).toEqual([undefined, undefined]);
});

test('the core has every subject in a page on cpu and wasm, and every access on a GPU', () => {
  for (const subject of names(subjects)) {
    expect(extentOf({place: 'page', backend: 'wasm'}, 'gradients', subject)).toBe('core');
  }
  for (const subject of extentNames.subjects) {
    expect(extentOf({place: 'page', backend: 'webgpu'}, 'gradients', subject)).toBe('core');
  }
});
