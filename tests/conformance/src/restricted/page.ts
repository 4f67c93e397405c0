import {type Outcome, runRestricted} from './program.js';

declare global {
  /** What became of the layer and of training. */
  var outcome: Promise<Outcome>;
}

globalThis.outcome = runRestricted();
