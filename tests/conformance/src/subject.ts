import type {WeightOptions} from '@ntmjs/controllers';
import type {RecurrentArgs} from '@ntmjs/layers';
import type {layers, RNN} from '@tensorflow/tfjs-layers';

/** What every subject takes: what `tf.layers.lstm` does. */
export interface SubjectOptions extends RecurrentArgs, WeightOptions {
  /** Defaults to 2. */
  readonly units?: number | undefined;
  /** Seed of the initial weights; defaults to 1. */
  readonly seed?: number | undefined;
}

/** A layer, or a cell in `tf.layers.rnn`, that the suite runs on. */
export interface Subject {
  readonly name: string;
  /** Whether it is tfjs' own: what fails on it need not work on others. */
  readonly reference: boolean;
  /** Whether its layers run compiled. */
  readonly compiled: boolean;
  /** Whether it takes options of recurrent kernels; where one kernel sees input and state there is none. */
  readonly recurrentKernels: boolean;
  /** A layer, not built yet. */
  layer(options?: SubjectOptions): RNN;
  /** Its cell, for `tf.layers.rnn` and `stackedRNNCells`; none where a cell of its kind is a subject of its own. */
  readonly cell?: ((options?: SubjectOptions) => layers.RNNCell) | undefined;
  /** A layer that has controllers with dropout; none where chance cannot be: without a controller, or compiled. */
  readonly dropout?: ((rate: number, options?: SubjectOptions) => RNN) | undefined;
}
