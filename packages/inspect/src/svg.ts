import type {TopLevelSpec} from 'vega-lite';
import {compactSvg} from './compactSvg.js';

/**
 * Draws a Vega-Lite specification, in Node or in a browser.
 *
 * Vega is loaded when something is drawn: traces and specifications do without it, and it cannot be loaded by `require`.
 *
 * @param spec a specification that holds its data
 * @returns the text of an SVG image
 */
export async function toSvg(spec: TopLevelSpec): Promise<string> {
  const [{parse, View}, {compile}] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new View(parse(compile(spec).spec), {renderer: 'none'});
  try {
    return compactSvg(await view.toSVG());
  } finally {
    view.finalize();
  }
}
