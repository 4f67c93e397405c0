import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {createServer} from 'vite';
import {pageThatLoads} from './bundlers.js';

/**
 * Serves the program `<name>/main.ts` of a project as `vite` alone does, without bundling it: isolated from others, so that
 * threads may share memory.
 *
 * @param run gets the address of the page
 */
export async function withDevServer<T>(
  {project, name}: {readonly project: string; readonly name: string},
  run: (url: string) => Promise<T>,
): Promise<T> {
  const root = join(project, name);
  await writeFile(join(root, 'index.html'), pageThatLoads('./main.ts'));
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    cacheDir: join(project, 'cache', name),
    server: {
      host: '127.0.0.1',
      port: 0,
      hmr: false,
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
    },
  });
  try {
    await server.listen();
    return await run(server.resolvedUrls!.local[0]!);
  } finally {
    await server.close();
  }
}
