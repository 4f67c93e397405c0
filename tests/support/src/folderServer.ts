import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {extname, resolve, sep} from 'node:path';

export interface FolderServerArgs {
  /** Whether its pages are isolated from those of others, so that they may share memory between threads; not unless said. */
  readonly isolated?: boolean;
  /** Sent with every file. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FolderServer {
  /** Where it is, with a slash at the end. Its pages are a secure context. */
  readonly url: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** The file of a path, with its type. */
async function load(root: string, url: string): Promise<{content: Buffer; type: string}> {
  const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  const file = resolve(root, `.${path.endsWith('/') ? `${path}index.html` : path}`);
  if (!file.startsWith(root)) throw new Error(`${path} is not in the folder`);
  return {content: await readFile(file), type: TYPES[extname(file)] ?? 'application/octet-stream'};
}

/**
 * Serves the files of a folder on this machine, at a port that is free; `index.html` for a path that ends with a slash. A
 * path with no file is a 404.
 */
export async function serveFolder(folder: string, args: FolderServerArgs = {}): Promise<FolderServer> {
  const root = resolve(folder) + sep;
  const headers = {
    'Cache-Control': 'no-store',
    ...(args.isolated === true ? ISOLATION : {}),
    ...args.headers,
  };
  const server = createServer((request, response) => {
    load(root, request.url!).then(
      ({content, type}) => response.writeHead(200, {...headers, 'Content-Type': type}).end(content),
      () => response.writeHead(404, headers).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed, failed) => server.close((error) => (error ? failed(error) : closed())));
    },
  };
}
