import type {TopLevelSpec} from 'vega-lite';
import {compactSvg} from './compactSvg.js';

/** A specification that can be drawn again and again. */
export interface OpenView {
  /** Draws it as SVG, after its parameters were set to these values. */
  draw(params?: Readonly<Record<string, unknown>>): Promise<string>;
  close(): void;
}

/**
 * Makes a specification ready to be drawn.
 *
 * Vega is loaded when something is drawn: traces and specifications do without it, and it cannot be loaded by `require`.
 */
export async function openView(spec: TopLevelSpec): Promise<OpenView> {
  const [{parse, View}, {compile}] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new View(parse(compile(spec).spec), {renderer: 'none'});
  return {
    async draw(params = {}) {
      for (const [name, value] of Object.entries(params)) view.signal(name, value);
      await view.runAsync();
      return compactSvg(await view.toSVG());
    },
    close() {
      view.finalize();
    },
  };
}
