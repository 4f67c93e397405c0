/** A worker, of Node or of the web, as the side that started it sees it. */
export interface Thread {
  /** Whether it starts even while the thread that asked for it waits; in browsers it does not. */
  readonly startsAlone: boolean;
  postMessage(message: unknown): void;
  /** Whether the process waits for it before it ends; browsers never do. */
  keepAlive(alive: boolean): void;
  terminate(): void;
}

/** What a thread may report, each at any time. */
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
 * Starts a worker on `worker.js`, which lies beside this file and is a module like all others: Node and browsers load it
 * as it is, and the bundlers that know the form `new Worker(new URL(…, import.meta.url))` (Vite, webpack, Parcel) make a
 * file of it. For others there is `url`. A worker made from a string would need no file, but a second copy of the code
 * that runs sequences, and pages with a content security policy refuse it.
 *
 * Node's module is asked for by `getBuiltinModule`, since an `import` of it would be in the way of browsers.
 */
export function startThread(url: URL | undefined, events: ThreadEvents): Thread {
  const {process} = globalThis as unknown as {process?: NodeProcess};
  const NodeWorker = process?.getBuiltinModule?.('node:worker_threads')?.Worker;
  if (NodeWorker !== undefined) {
    // Not written in the form above: bundlers for browsers have no use for it.
    const here = import.meta.url;
    return startInNode(NodeWorker, url ?? new URL('./worker.js', here), events);
  }
  const worker =
    url === undefined
      ? new Worker(new URL('./worker.js', import.meta.url), {type: 'module'})
      : new Worker(url, {type: 'module'});
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
  // None of the options of this process: some, like `--input-type`, no worker starts with, and it needs none.
  const worker = new NodeWorker(url, {execArgv: []});
  worker.on('message', events.message);
  worker.on('error', (error) => events.failure(error instanceof Error ? error.message : String(error)));
  worker.on('exit', () => events.failure('it ended'));
  // Only now: to listen to a worker refers to it again.
  worker.unref();
  return {
    startsAlone: true,
    postMessage: (message) => worker.postMessage(message),
    keepAlive: (alive) => (alive ? worker.ref() : worker.unref()),
    terminate: () => void worker.terminate(),
  };
}
