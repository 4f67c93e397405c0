import {ArgumentError, requireKeys, requireNumber} from '@ntmjs/arguments';
import type {TopLevelSpec} from 'vega-lite';
import {toSvg} from '../svg.js';
import {loadRenderer} from './renderer.js';

/** How an image of pixels is drawn. */
export interface ToPngArgs {
  /** Pixels of the image for a pixel of the figure, 2 unless given. */
  readonly scale?: number | undefined;
}

/**
 * Draws a figure as PNG on white, in Node.
 *
 * Letters look the same everywhere, with or without fonts on the machine: the font comes with the package. A letter that the
 * font does not have is a box.
 *
 * @param figure a Vega-Lite specification that holds its data, or the text of an SVG image
 * @returns the bytes of the file
 * @throws ArgumentError if the scale is not above 0, or the text is no SVG image
 */
export async function toPng(figure: TopLevelSpec | string, args: ToPngArgs = {}): Promise<Uint8Array> {
  const {scale = 2} = requireKeys('toPng', args, ['scale']);
  requireNumber('scale', scale, {above: 0});
  const svg = typeof figure === 'string' ? figure : await toSvg(figure);
  const renderer = await loadRenderer();
  try {
    return renderer.draw(svg, scale);
  } catch (error) {
    throw new ArgumentError('figure', `an SVG image (${error})`, svg.slice(0, 60));
  }
}
