import type {BackendName} from '../host.js';

/** What is run wherever a GPU's backend is: all kernels forward and backward, masks, memory, files. */
const CORE: readonly string[] = [
  'shapes',
  'masking',
  'gradients',
  'fit, evaluate, predict',
  'no leak',
  'save, load elsewhere',
];

/** The subjects that go through the whole suite in a page. */
const WHOLE: readonly string[] = [
  'tf.layers.lstm',
  'ntm, feedforward',
  'ntm, lstm',
  'lstmBaseline',
  'ntm, lstm, compiled',
];

/** The subjects of which the core is run in a worker, where backends compute as they do in a page. */
const IN_WORKER: readonly string[] = ['tf.layers.lstm', 'ntm, lstm', 'ntm, lstm, compiled'];

/** The names above, which the suite must have. */
export const extentNames = {checks: CORE, subjects: [...WHOLE, ...IN_WORKER]};

/**
 * Why a check is not run on a subject, though it could be; nothing where it is run. A GPU that a processor computes takes a tenth
 * of a millisecond for a kernel, and training has thousands; so webgl and webgpu have a part of the suite only, unless
 * `NTM_CONFORMANCE` is `all`.
 */
export function leftOut(
  {place, backend}: {readonly place: 'page' | 'worker'; readonly backend: BackendName},
  check: string,
  subject: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  if (backend === 'cpu' || backend === 'wasm' || environment.NTM_CONFORMANCE === 'all') return undefined;
  const core = CORE.includes(check);
  const run = place === 'page' ? core || WHOLE.includes(subject) : core && IN_WORKER.includes(subject);
  return run ? undefined : 'on a GPU that a processor computes, run only with NTM_CONFORMANCE=all';
}
