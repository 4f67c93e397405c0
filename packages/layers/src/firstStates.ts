import {ArgumentError, requireChoice} from '@ntmjs/arguments';
import {FeedforwardCell, withInnerCells} from '@ntmjs/controllers';
import type {layers} from '@tensorflow/tfjs-layers';

/** A state before the first step: `zeros`, or `learned`, weights that are the same for every sample and initially 0. */
export type FirstState = 'zeros' | 'learned';

const firstStates = ['zeros', 'learned'] as const satisfies readonly FirstState[];

/** What a memory-augmented cell starts from, besides the state of its memory, which the access determines. */
export interface FirstStateArgs {
  /** The reads before the first step, which the controller sees in it: `zeros` or `learned`. Defaults to `zeros`. */
  readonly firstReads?: FirstState | undefined;
  /**
   * The state of the controller before the first step: `zeros` or `learned`. Defaults to `zeros`, which a feedforward controller, that
   * ignores its state, must have.
   */
  readonly firstControllerState?: FirstState | undefined;
}

/** The names of these arguments. */
export const firstStateNames = [
  'firstReads',
  'firstControllerState',
] as const satisfies readonly (keyof FirstStateArgs)[];

/**
 * Validates the arguments and fills in defaults.
 *
 * @throws ArgumentError if a value is none of the choices, or the state of a controller that ignores it is learned
 */
export function resolveFirstStates(
  args: FirstStateArgs,
  controller: layers.RNNCell,
): {readonly [Name in keyof FirstStateArgs]-?: FirstState} {
  const [firstReads, firstControllerState] = firstStateNames.map((name) =>
    requireChoice(name, args[name] ?? 'zeros', firstStates),
  ) as [FirstState, FirstState];
  if (firstControllerState === 'learned' && ignoresState(controller)) {
    const expected = '"zeros" with a feedforward controller, which ignores its state';
    throw new ArgumentError('firstControllerState', expected, firstControllerState);
  }
  return {firstReads, firstControllerState};
}

/** Whether a controller is made of feedforward layers alone. */
function ignoresState(controller: layers.RNNCell): boolean {
  const [, ...inner] = withInnerCells(controller);
  return inner.length === 0 ? controller instanceof FeedforwardCell : inner.every(ignoresState);
}
