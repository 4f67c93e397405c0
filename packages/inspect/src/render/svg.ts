import type {TopLevelSpec} from 'vega-lite';
import {openView} from './view.js';

/**
 * Draws a Vega-Lite specification, in Node or in a browser.
 *
 * @param spec a specification that holds its data
 * @returns the text of an SVG image
 */
export async function toSvg(spec: TopLevelSpec): Promise<string> {
  const {draw, close} = await openView(spec);
  try {
    return await draw();
  } finally {
    close();
  }
}
