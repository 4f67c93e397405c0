import {toAnimatedSvg, toSvg} from '@ntmjs/inspect';
import {toPng} from '@ntmjs/inspect/png';
import type {Output} from '../output.js';
import type {InspectFigure} from './figures.js';

/** How long an animation shows each step. */
export const SECONDS_PER_STEP = 0.5;

/** A figure, and its files. */
export interface DrawnFigure extends InspectFigure {
  readonly svg: string;
  readonly png: Uint8Array;
  /** The specification, as text. */
  readonly json: string;
}

/**
 * Draws figures; one that has a parameter as an animation, of which the PNG shows the parameter's own step.
 *
 * @throws the signal's reason if it is aborted
 */
export async function drawFigures(
  figures: readonly InspectFigure[],
  output: Output,
  signal: AbortSignal,
): Promise<DrawnFigure[]> {
  const drawn: DrawnFigure[] = [];
  for (const figure of figures) {
    output.progress(`drawing ${figure.name}`);
    await pause(signal);
    const still = await toSvg(figure.spec);
    const svg =
      figure.spec.params === undefined
        ? still
        : await toAnimatedSvg(figure.spec, {secondsPerStep: SECONDS_PER_STEP});
    await pause(signal);
    drawn.push({...figure, svg, png: await toPng(still), json: `${JSON.stringify(figure.spec)}\n`});
  }
  return drawn;
}

/** Lets signals come in; throws the reason of this one if it is aborted. */
async function pause(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}
