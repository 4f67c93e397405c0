import {fileURLToPath} from 'node:url';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {createServer} from 'vite';

/** What opens files in the playground. */
export interface Playground {
  openModel(files: readonly {readonly name: string; readonly content: ArrayBuffer}[]): Promise<LayersModel>;
  choiceOfModel(model: LayersModel, preferred: unknown): unknown;
  readonly firstChoice: unknown;
}

const root = fileURLToPath(new URL('../../../../examples/playground', import.meta.url));

/** Loads the playground's own modules; the packages that they import are those of this process. */
export async function loadPlayground(): Promise<Playground> {
  const server = await createServer({
    ...{configFile: false, root, logLevel: 'error', appType: 'custom'},
    server: {middlewareMode: true, ws: false, hmr: false, watch: null},
    optimizeDeps: {noDiscovery: true},
    ssr: {external: true},
  });
  const load = (path: string) => server.ssrLoadModule(`${root}/src/${path}`);
  const [files, opened, choice] = await Promise.all(
    ['worker/files.ts', 'worker/opened.ts', 'choice.ts'].map(load),
  );
  return {...files, ...opened, ...choice} as unknown as Playground;
}
