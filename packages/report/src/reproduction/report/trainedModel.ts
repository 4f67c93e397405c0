import type {Run} from '@ntmjs/training/runs';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {startBackend} from '../../runs/backend.js';
import type {JobResult} from '../result.js';

/** A result with the folder of its run, which has the trained model. */
export interface RunResult extends JobResult {
  readonly from: {readonly run: Run};
}

/** Calls a function with the trained model of a run, on the backend of the run. */
export async function withModel<T>(
  {from: {run}}: RunResult,
  use: (model: LayersModel) => Promise<T>,
): Promise<T> {
  await startBackend(run.config.backend);
  const model = await run.loadModel();
  try {
    return await use(model);
  } finally {
    model.dispose();
  }
}
