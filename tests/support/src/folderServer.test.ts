import {mkdir, writeFile} from 'node:fs/promises';
import {request} from 'node:http';
import {afterEach, expect, test} from 'vitest';
import {type FolderServer, type FolderServerArgs, serveFolder} from './folderServer.js';
import {useFolder} from './folders.js';

const path = useFolder();
let server: FolderServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serve(args?: FolderServerArgs): Promise<string> {
  await mkdir(path('served', 'sub'), {recursive: true});
  await writeFile(path('secret.txt'), 'secret');
  await writeFile(path('served', 'index.html'), '<p>first page</p>');
  await writeFile(path('served', 'module.wasm'), new Uint8Array([0, 0x61, 0x73, 0x6d]));
  await writeFile(path('served', 'sub', 'a file.js'), 'export {};');
  await writeFile(path('served', 'weights.bin'), 'weights');
  server = await serveFolder(path('served'), args);
  return server.url;
}

test('files have their type', async () => {
  const url = await serve();
  const types = {
    'module.wasm': 'application/wasm',
    'sub/a%20file.js?v=1': 'text/javascript',
    '': 'text/html',
  };
  for (const [name, type] of Object.entries(types)) {
    const response = await fetch(url + name);
    expect(response.status, name).toBe(200);
    expect(response.headers.get('content-type'), name).toContain(type);
  }
  expect(await (await fetch(`${url}sub/a%20file.js`)).text()).toBe('export {};');
  expect((await fetch(`${url}weights.bin`)).headers.get('content-type')).toBe('application/octet-stream');
});

test('a missing file is a 404', async () => {
  const url = await serve();
  for (const name of ['none.js', 'sub', 'sub/', '%'])
    expect((await fetch(url + name)).status, name).toBe(404);
});

test('nothing above the folder is served', async () => {
  const url = new URL(await serve());
  // fetch would take the dots away by itself.
  for (const above of ['/../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt']) {
    const status = await new Promise((answered, failed) => {
      request({port: url.port, host: url.hostname, path: above}, (response) => {
        response.resume();
        answered(response.statusCode);
      })
        .on('error', failed)
        .end();
    });
    expect(status, above).toBe(404);
  }
});

test('pages are isolated only on request', async () => {
  const header = 'cross-origin-embedder-policy';
  expect((await fetch(await serve())).headers.get(header)).toBeNull();
  await server!.close();
  expect((await fetch(await serve({isolated: true}))).headers.get(header)).toBe('require-corp');
});

test('a server that was closed does not answer', async () => {
  const url = await serve();
  await server!.close();
  server = undefined;
  await expect(fetch(url)).rejects.toThrow();
});
