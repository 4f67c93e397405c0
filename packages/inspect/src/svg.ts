import {parse, View} from 'vega';
import {compile, type TopLevelSpec} from 'vega-lite';
import {compactSvg} from './compactSvg.js';

/**
 * Draws a Vega-Lite specification, in Node or in a browser.
 *
 * @param spec a specification that holds its data
 * @returns the text of an SVG image
 */
export async function toSvg(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(spec).spec), {renderer: 'none'});
  try {
    return compactSvg(await view.toSVG());
  } finally {
    view.finalize();
  }
}
