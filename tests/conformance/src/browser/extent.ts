import type {BackendName} from '../host.js';

/** What every subject has in a page: results, gradients, files. */
const CORE: readonly string[] = ['shapes', 'gradients', 'save, load elsewhere'];

/** What else is run in a worker, on the subjects that are run there at all. */
const IN_WORKER: readonly string[] = [...CORE, 'masking', 'fit, evaluate, predict', 'no leak'];

/** The subjects that go through the whole suite in a page, and that are run in a worker, where backends compute as in a page. */
const FIRST: readonly string[] = ['tf.layers.lstm', 'ntm, feedforward', 'ntm, feedforward, compiled'];

/** The names above, which the suite must have. */
export const extentNames = {checks: IN_WORKER, subjects: FIRST};

/**
 * Why a check is not run on a subject, though it could be; nothing where it is run. A GPU that a processor computes is slow: the
 * whole suite takes it many minutes, so webgl and webgpu have a part of it only, unless `NTM_CONFORMANCE` is `all`.
 */
export function leftOut(
  {place, backend}: {readonly place: 'page' | 'worker'; readonly backend: BackendName},
  check: string,
  subject: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  if (backend === 'cpu' || backend === 'wasm' || environment.NTM_CONFORMANCE === 'all') return undefined;
  const first = FIRST.includes(subject);
  const run = place === 'page' ? first || CORE.includes(check) : first && IN_WORKER.includes(check);
  return run ? undefined : 'on a GPU that a processor computes, run only with NTM_CONFORMANCE=all';
}
