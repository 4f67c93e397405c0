import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import * as esbuild from 'esbuild';
import * as vite from 'vite';

/** A page made of a program. */
export interface Bundle {
  /** The folder of `index.html` and everything that it loads. */
  readonly folder: string;
  /** The paths of the modules that are in it. */
  readonly modules: readonly string[];
}

/** What the program prints is kept in `printed`; how it ended, in `ended`. */
export const pageThatLoads = (program: string) => `<!doctype html>
<link rel="icon" href="data:,">
<script>
  globalThis.printed = [];
  console.log = (...values) => printed.push(values);
</script>
<script type="module" src="${program}"></script>
`;

/** Each bundles the program `<name>/main.ts` of the project in a folder, minified, into another folder. */
export const bundlers = {
  async vite(project: string, name: string): Promise<Bundle> {
    const root = join(project, name);
    const folder = join(project, 'vite', name);
    await writeFile(join(root, 'index.html'), pageThatLoads('./main.ts'));
    const modules: string[] = [];
    await vite.build({
      root,
      configFile: false,
      logLevel: 'error',
      mode: 'production',
      base: './',
      worker: {format: 'es'},
      build: {outDir: folder},
      plugins: [
        {
          name: 'modules',
          generateBundle(_, output) {
            for (const part of Object.values(output)) {
              if (part.type === 'chunk') modules.push(...part.moduleIds);
            }
          },
        },
      ],
    });
    return {folder, modules};
  },

  async esbuild(project: string, name: string): Promise<Bundle> {
    const folder = join(project, 'esbuild', name);
    const {metafile} = await esbuild.build({
      absWorkingDir: project,
      entryPoints: [join(project, name, 'main.ts')],
      outfile: join(folder, 'main.js'),
      bundle: true,
      minify: true,
      format: 'esm',
      metafile: true,
      logLevel: 'error',
    });
    await writeFile(join(folder, 'index.html'), pageThatLoads('./main.js'));
    const [output] = Object.values(metafile.outputs);
    const inputs = Object.entries(output!.inputs).filter(([, {bytesInOutput}]) => bytesInOutput > 0);
    return {folder, modules: inputs.map(([path]) => join(project, path))};
  },
} as const;

export type Bundler = keyof typeof bundlers;
export const bundlerNames = Object.keys(bundlers) as Bundler[];
