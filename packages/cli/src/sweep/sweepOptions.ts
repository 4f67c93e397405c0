import type {HandsOptions} from './hands.js';
import type {OpenOptions} from './openSweep.js';

/** The options of `ntm sweep`. */
export interface SweepOptions extends OpenOptions, HandsOptions {
  init?: boolean;
  json?: boolean;
}
