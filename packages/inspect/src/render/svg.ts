import {ArgumentError, requireObject} from '@ntmjs/arguments';
import type {TopLevelSpec} from 'vega-lite';

/**
 * Draws a Vega-Lite specification, in Node or in a browser.
 *
 * @param spec a specification with its data
 * @returns the text of an SVG image
 * @throws ArgumentError if it is no specification
 */
export async function toSvg(spec: TopLevelSpec): Promise<string> {
  const {draw, close} = await openView(spec);
  try {
    return await draw();
  } finally {
    close();
  }
}

/** A specification that can be drawn repeatedly. */
export interface OpenView {
  /**
   * Sets its parameters to these values and draws it as SVG.
   *
   * @throws ArgumentError if it cannot be drawn
   */
  draw(params?: Readonly<Record<string, unknown>>): Promise<string>;
  close(): void;
}

/**
 * Prepares a specification for drawing.
 *
 * Vega is loaded here, on first use: traces and specifications do not need it, and `require` cannot load it.
 *
 * @throws ArgumentError if it is no specification
 */
export async function openView(spec: TopLevelSpec): Promise<OpenView> {
  requireObject('spec', spec, 'a Vega-Lite specification');
  const [{parse, View}, {compile}] = await Promise.all([import('vega'), import('vega-lite')]);
  const drawable = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw new ArgumentError('spec', `a Vega-Lite specification (${(error as Error).message})`, spec);
    }
  };
  const view = await drawable(() => new View(parse(compile(spec).spec), {renderer: 'none'}));
  return {
    draw: (params = {}) =>
      drawable(async () => {
        for (const [name, value] of Object.entries(params)) view.signal(name, value);
        await view.runAsync();
        return compactSvg(await view.toSVG());
      }),
    close() {
      view.finalize();
    },
  };
}

/**
 * Shortens an SVG: rounds paths and translations to hundredths of a pixel, and writes colors `rgb(r, g, b)` as `#rrggbb`. Text and labels do
 * not change.
 *
 * @param svg the text of an SVG image as Vega writes it: attributes in double quotes, with `<`, `>` and `"` escaped
 */
export function compactSvg(svg: string): string {
  return svg.replace(/<[^>]*>/g, (tag) =>
    tag
      .replace(/ (?:d="|transform="translate\()[^")]*/g, rounded)
      .replace(/ (?:fill|stroke|stop-color)="[^"]*/g, hexadecimal),
  );
}

function rounded(geometry: string): string {
  return geometry.replace(/-?\d*\.?\d+(?:e[-+]?\d+)?/g, (number) =>
    String(Number(Number(number).toFixed(2))),
  );
}

function hexadecimal(color: string): string {
  const byte = (channel: string) => Number(channel).toString(16).padStart(2, '0');
  return color.replace(
    /rgb\((\d+, \d+, \d+)\)/,
    (_, channels: string) => `#${channels.split(', ').map(byte).join('')}`,
  );
}
