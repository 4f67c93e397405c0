interface FileSystem {
  readonly promises: {readFile(url: URL): Promise<Uint8Array>};
}

interface NodeProcess {
  getBuiltinModule?(name: string): FileSystem | undefined;
}

/**
 * Reads a file of this package: in Node from the disk, elsewhere over the network.
 *
 * Node's file system comes from `getBuiltinModule`, since browsers fail on an `import` of it.
 *
 * @throws Error that names the file if it cannot be read
 */
export async function readFile(url: URL): Promise<ArrayBuffer> {
  try {
    if (url.protocol === 'file:') {
      const {process} = globalThis as unknown as {process?: NodeProcess};
      const bytes = await process!.getBuiltinModule!('node:fs')!.promises.readFile(url);
      return new Uint8Array(bytes).buffer;
    }
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    return await response.arrayBuffer();
  } catch (error) {
    throw new Error(`the pretrained model's file ${url} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
