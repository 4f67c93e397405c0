import type {BackendName} from '../host.js';

/** What every subject goes through in a page: results, gradients, files. */
const CORE: readonly string[] = ['shapes', 'gradients', 'save, load elsewhere'];

/** What the subjects below go through in a worker too. */
const IN_WORKER: readonly string[] = [...CORE, 'masking', 'fit, evaluate, predict', 'no leak'];

/** The subjects that go through the whole suite in a page on every backend, and through a part of it in a worker. */
const FIRST: readonly string[] = ['tf.layers.lstm', 'ntm, feedforward', 'ntm, feedforward, compiled'];

/** The names above, which the suite must have. */
export const extentNames = {checks: IN_WORKER, subjects: FIRST};

/**
 * When a check runs on a subject in Chromium:
 *
 * - `core`: in every run of the tests;
 * - `full`: with `npm run test:all`, as the tag `full` says;
 * - `everything`: only if, besides, `NTM_CONFORMANCE` is `all`. A GPU that a processor computes is slow: the whole suite
 *   takes it many minutes.
 */
export type Extent = 'core' | 'full' | 'everything';

export function extentOf(
  {place, backend}: {readonly place: 'page' | 'worker'; readonly backend: BackendName},
  check: string,
  subject: string,
): Extent {
  const first = FIRST.includes(subject);
  if (first && IN_WORKER.includes(check)) return 'core';
  if (place === 'page' && CORE.includes(check)) return 'core';
  if (backend === 'cpu' || backend === 'wasm') return 'full';
  return place === 'page' && first ? 'full' : 'everything';
}

/** Why a check is not run on a subject though it could be; undefined if it is run. */
export function notRunReason(
  extent: Extent,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  if (extent !== 'everything' || environment.NTM_CONFORMANCE === 'all') return undefined;
  return 'on a GPU that a processor computes, run only with NTM_CONFORMANCE=all';
}
