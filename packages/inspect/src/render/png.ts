import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {ArgumentError, requireKeys, requireNumber, requireObject} from '@ntmjs/arguments';
import {initWasm, Resvg} from '@resvg/resvg-wasm';
import type {TopLevelSpec} from 'vega-lite';
import {toSvg} from './svg.js';

/** Options of a PNG. */
export interface ToPngArgs {
  /** Pixels of the image per pixel of the figure; defaults to 2. */
  readonly scale?: number | undefined;
}

/**
 * Draws a figure as PNG on white, in Node.
 *
 * The font comes with the package, so text looks the same on every machine. A character that the font does not have is drawn as a box.
 *
 * @param figure a Vega-Lite specification with its data, or the text of an SVG image
 * @returns the bytes of the file
 * @throws ArgumentError if the scale is not above 0, or the text is not an SVG image
 */
export async function toPng(figure: TopLevelSpec | string, args: ToPngArgs = {}): Promise<Uint8Array> {
  const {scale = 2} = requireKeys('toPng', args, ['scale']);
  requireNumber('scale', scale, {above: 0});
  if (typeof figure !== 'string')
    requireObject('figure', figure, 'a Vega-Lite specification, or an SVG image');
  const svg = typeof figure === 'string' ? figure : await toSvg(figure);
  const renderer = await loadRenderer();
  try {
    return renderer.draw(svg, scale);
  } catch (error) {
    throw new ArgumentError('figure', `an SVG image (${error})`, svg.slice(0, 60));
  }
}

/** Draws SVG with its own font. */
interface Renderer {
  /** @returns the PNG of an SVG on white, with `scale` pixels per pixel of the SVG */
  draw(svg: string, scale: number): Uint8Array;
}

const require = createRequire(import.meta.url);

/** Arimo has the character widths of Arial and Helvetica, for which figures are laid out. */
const FONT = {
  family: 'Arimo',
  files: [
    require.resolve('@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf'),
    require.resolve('@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf'),
  ],
};

let loaded: Promise<Renderer> | undefined;

/** The renderer and its font, loaded on first use. */
function loadRenderer(): Promise<Renderer> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Renderer> {
  const {family, files} = FONT;
  const fontBuffers = await Promise.all(files.map((file) => readFile(file)));
  await start(await readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  const font = {
    fontBuffers,
    // Whichever font a figure asks for: a missing font would leave no text.
    defaultFontFamily: family,
    serifFamily: family,
    sansSerifFamily: family,
    monospaceFamily: family,
  };
  return {
    draw(svg, scale) {
      const resvg = new Resvg(svg, {background: 'white', fitTo: {mode: 'zoom', value: scale}, font});
      try {
        const image = resvg.render();
        try {
          return image.asPng();
        } finally {
          image.free();
        }
      } finally {
        resvg.free();
      }
    },
  };
}

/** Initializes the module, unless the program has done so elsewhere. */
async function start(module: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    await initWasm(module);
  } catch (error) {
    if (!/already initialized/i.test(String(error))) throw error;
  }
}
