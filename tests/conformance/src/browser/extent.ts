import type {BackendName} from '../host.js';

/** What every subject goes through in a page: results, gradients, files. */
const IN_PAGE: readonly string[] = ['shapes', 'gradients', 'save, load elsewhere'];

/**
 * The same where a processor computes the GPU, on one subject of each access that no golden file compares there: each kernel
 * that is new to a page takes long to build.
 */
const IN_PAGE_ON_GPU: Readonly<Record<'checks' | 'subjects', readonly string[]>> = {
  checks: ['gradients'],
  subjects: [
    'mann',
    'sam',
    'sdnc',
    'delta',
    'attention',
    'stack',
    'queue',
    'deque',
    'lstmBaseline',
    'own access',
  ],
};

/** What the subjects below go through in a worker, and on cpu and wasm in a page too. */
const FIRST_CHECKS: readonly string[] = [...IN_PAGE, 'masking', 'fit, evaluate, predict', 'no leak'];

/** The subjects that go through the whole suite in a page on every backend, and through a part of it in a worker. */
const FIRST: readonly string[] = ['tf.layers.lstm', 'ntm, feedforward', 'ntm, feedforward, compiled'];

/** The names above, which the suite must have. */
export const extentNames = {checks: FIRST_CHECKS, subjects: [...FIRST, ...IN_PAGE_ON_GPU.subjects]};

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
  const inPage = place === 'page' && IN_PAGE.includes(check);
  if (backend === 'cpu' || backend === 'wasm') {
    return inPage || (first && FIRST_CHECKS.includes(check)) ? 'core' : 'full';
  }
  if (place === 'worker') return first && FIRST_CHECKS.includes(check) ? 'core' : 'everything';
  const {checks, subjects} = IN_PAGE_ON_GPU;
  if (checks.includes(check) && (first || subjects.includes(subject))) return 'core';
  return first || inPage ? 'full' : 'everything';
}

/** Why a check is not run on a subject though it could be; undefined if it is run. */
export function notRunReason(
  extent: Extent,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  if (extent !== 'everything' || environment.NTM_CONFORMANCE === 'all') return undefined;
  return 'on a GPU that a processor computes, run only with NTM_CONFORMANCE=all';
}
