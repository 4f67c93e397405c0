import {gzipSync} from 'node:zlib';
import {build} from 'esbuild';

/**
 * The bytes of a module bundled for browsers, minified and compressed with gzip, without TensorFlow.js, and without Vega, which
 * `@ntmjs/inspect` loads when it draws.
 *
 * @param project the folder of a project in which the packages it imports are installed
 */
export async function compressedSize(project: string, code: string): Promise<number> {
  const {outputFiles} = await build({
    stdin: {contents: code, resolveDir: project},
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    external: ['@tensorflow/*', 'vega', 'vega-lite'],
    logLevel: 'error',
  });
  return gzipSync(outputFiles[0]!.contents, {level: 9}).length;
}
