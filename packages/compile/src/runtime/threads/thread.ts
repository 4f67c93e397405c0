import {ownWorkerUrl, startOwnWorker} from '#own-worker';

/** A worker of Node or of the web, seen from the thread that started it. */
export interface Thread {
  /** Whether it starts even while the thread that created it is blocked; in browsers it does not. */
  readonly startsAlone: boolean;
  postMessage(message: unknown): void;
  /** Whether the process stays alive for it; no effect in browsers. */
  keepAlive(alive: boolean): void;
  terminate(): void;
}

/** The events of a thread, each of which may occur at any time. */
export interface ThreadEvents {
  readonly message: (data: unknown) => void;
  readonly failure: (reason: string) => void;
}

interface NodeWorker {
  on(event: 'message' | 'error' | 'exit', listener: (value: unknown) => void): void;
  postMessage(message: unknown): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<number>;
}

type NodeWorkerConstructor = new (url: URL, options: {execArgv: string[]}) => NodeWorker;

interface NodeProcess {
  getBuiltinModule?(name: string): {readonly Worker?: NodeWorkerConstructor} | undefined;
}

/**
 * Starts a worker that runs `worker.js`, the module beside this file, or `url`, for bundlers that emit no file for it. A worker
 * created from a string would need no file, but a second copy of the code that runs sequences, and content security policies
 * forbid it.
 *
 * Node's module is loaded by `getBuiltinModule`, since browsers cannot resolve an `import` of it.
 */
export function startThread(url: URL | undefined, events: ThreadEvents): Thread {
  const {process} = globalThis as unknown as {process?: NodeProcess};
  const NodeWorker = process?.getBuiltinModule?.('node:worker_threads')?.Worker;
  if (NodeWorker !== undefined) {
    return startInNode(NodeWorker, url ?? ownWorkerUrl(), events);
  }
  const worker = url === undefined ? startOwnWorker() : new Worker(url, {type: 'module'});
  worker.onmessage = ({data}) => events.message(data);
  worker.onerror = ({message}) => events.failure(message || 'its code cannot be loaded');
  worker.onmessageerror = () => events.failure('a message could not be read');
  return {
    startsAlone: false,
    postMessage: (message) => worker.postMessage(message),
    keepAlive: () => {},
    terminate: () => worker.terminate(),
  };
}

function startInNode(NodeWorker: NodeWorkerConstructor, url: URL, events: ThreadEvents): Thread {
  // Without the options of this process: workers need none, and do not start with some, such as `--input-type`.
  const worker = new NodeWorker(url, {execArgv: []});
  worker.on('message', events.message);
  worker.on('error', (error) => events.failure(error instanceof Error ? error.message : String(error)));
  worker.on('exit', () => events.failure('it ended'));
  // Only now, since adding a listener refs the worker.
  worker.unref();
  return {
    startsAlone: true,
    postMessage: (message) => worker.postMessage(message),
    keepAlive: (alive) => (alive ? worker.ref() : worker.unref()),
    terminate: () => void worker.terminate(),
  };
}
