import {toAnimatedSvg, toSvg} from '@ntmjs/inspect';
import {toPng} from '@ntmjs/inspect/png';
import type {InspectFigure} from './figures.js';

/** The seconds for which an animation shows each step. */
export const SECONDS_PER_STEP = 0.5;

/** A figure with the contents of its files. */
export interface DrawnFigure extends InspectFigure {
  readonly svg: string;
  readonly png: Uint8Array;
  /** The specification, as text. */
  readonly json: string;
}

/**
 * Draws figures. A figure with a parameter becomes an animation; its PNG shows the parameter's initial value.
 *
 * @throws the signal's reason if it is aborted
 */
export async function drawFigures(
  figures: readonly InspectFigure[],
  onProgress: ((text: string) => void) | undefined,
  signal: AbortSignal | undefined,
): Promise<DrawnFigure[]> {
  const drawn: DrawnFigure[] = [];
  for (const figure of figures) {
    onProgress?.(`drawing ${figure.name}`);
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

/** Yields to the event loop, so that signals are handled; throws the signal's reason if it is aborted. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
