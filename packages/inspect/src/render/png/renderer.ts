import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {initWasm, Resvg} from '@resvg/resvg-wasm';

/** Draws SVG with a font of its own. */
export interface Renderer {
  /** @returns the PNG of an SVG on white, so many pixels for one of its own */
  draw(svg: string, scale: number): Uint8Array;
}

const require = createRequire(import.meta.url);

/** Arimo has the letters' widths of Arial and Helvetica, as figures are laid out for. */
const FONT = {
  family: 'Arimo',
  files: [
    require.resolve('@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf'),
    require.resolve('@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf'),
  ],
};

let loaded: Promise<Renderer> | undefined;

/** The renderer and its font, which are read once, when something is drawn. */
export function loadRenderer(): Promise<Renderer> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Renderer> {
  const {family, files} = FONT;
  const fontBuffers = await Promise.all(files.map((file) => readFile(file)));
  await start(await readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  const font = {
    fontBuffers,
    // Whichever font a figure asks for: what is not there would leave no letters.
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

/** Starts the module, unless the program that this is a part of has done so. */
async function start(module: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    await initWasm(module);
  } catch (error) {
    if (!/already initialized/i.test(String(error))) throw error;
  }
}
