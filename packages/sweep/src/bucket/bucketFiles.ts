import {randomUUID} from 'node:crypto';
import {setTimeout} from 'node:timers/promises';
import type {PutObjectCommandInput} from '@aws-sdk/client-s3';
import {ArgumentError} from '@ntmjs/arguments';
import type {SharedFiles} from '../runs/sharedFiles.js';
import {BucketError, bucketError, CONDITIONAL} from './bucketError.js';
import {type Bucket, type BucketArgs, connectBucket} from './connect.js';

/** What those who open a part of a bucket write, of whom one may: so they know that its server heeds conditions. */
const OPENED = 'opened.json';

/** How often a request is sent while a bucket is opened. */
const TRIES_TO_OPEN = 3;

/** How often what broke off, or met another write, is tried again, and after how many milliseconds. */
const TRIES = 5;
const PAUSE = 200;

/** Files in a part of a bucket, each an object, which is whole or not there. */
export class BucketFiles implements SharedFiles {
  private constructor(private readonly bucket: Bucket) {}

  /** A part of a bucket of which nothing is asked yet. */
  static async connect(address: string, args?: BucketArgs, tries?: number): Promise<BucketFiles> {
    return new BucketFiles(await connectBucket(address, args, tries));
  }

  /**
   * Opens a part of a bucket, and finds out whether it can be read and written, the latter also on condition that there is nothing yet.
   *
   * @throws ArgumentError that says what is wrong with the address, the keys, the bucket or its server
   */
  static async open(address: string, args?: BucketArgs): Promise<BucketFiles> {
    // Whoever waits for it may have mistaken the address.
    const files = await BucketFiles.connect(address, args, TRIES_TO_OPEN);
    try {
      await files.names(OPENED);
      const text = '{}\n';
      const isFirst = await files.writeFirst(OPENED, text);
      if (isFirst && (await files.writeFirst(OPENED, text))) {
        throw new ArgumentError(files.pathOf(), CONDITIONAL, `one that wrote over ${files.pathOf(OPENED)}`);
      }
      await files.read(OPENED);
      return await BucketFiles.connect(address, args);
    } catch (error) {
      throw error instanceof BucketError ? error.reason : error;
    }
  }

  pathOf(name = ''): string {
    return name === '' ? this.bucket.address : `${this.bucket.address}/${name}`;
  }

  async read(name: string): Promise<string | undefined> {
    const bytes = await this.readBytes(name);
    return bytes && new TextDecoder().decode(bytes);
  }

  /** The bytes of an object; undefined if it is not there. */
  async readBytes(name: string): Promise<Uint8Array | undefined> {
    const {client, sdk} = this.bucket;
    for (let tries = 1; ; tries++) {
      try {
        const {Body} = await client.send(new sdk.GetObjectCommand(this.objectAt(name)));
        return await Body!.transformToByteArray();
      } catch (error) {
        if ((error as Error).name === 'NoSuchKey') return undefined;
        // The client tries again what was not answered, but not what broke off in an answer.
        if ('$metadata' in (error as object) || tries === TRIES)
          throw bucketError(this.bucket.address, error);
      }
      await setTimeout(PAUSE * tries);
    }
  }

  async write(name: string, data: string | Uint8Array): Promise<void> {
    try {
      await this.put(name, data);
    } catch (error) {
      throw bucketError(this.bucket.address, error);
    }
  }

  async writeFirst(name: string, text: string): Promise<boolean> {
    const writer = randomUUID();
    for (let tries = 1; ; tries++) {
      try {
        await this.put(name, text, {IfNoneMatch: '*', Metadata: {writer}});
        return true;
      } catch (error) {
        const {httpStatusCode: status, attempts} =
          (error as {$metadata?: {httpStatusCode?: number; attempts?: number}}).$metadata ?? {};
        // Sent again after an answer that was lost, a request meets what it has written itself.
        if (status === 412) return attempts !== 1 && (await this.writerOf(name)) === writer;
        // Another one is being written there.
        if (status !== 409 || tries === TRIES) throw bucketError(this.bucket.address, error);
      }
      await setTimeout(PAUSE * tries);
    }
  }

  async names(folder: string, after?: string): Promise<string[]> {
    const {client, sdk, name: Bucket, prefix: before} = this.bucket;
    const Prefix = `${before}${folder === '' ? '' : `${folder}/`}`;
    const StartAfter = after && `${Prefix}${after}`;
    const keys: string[] = [];
    let ContinuationToken: string | undefined;
    try {
      do {
        const input = {Bucket, Prefix, StartAfter, Delimiter: '/', ContinuationToken};
        const page = await client.send(new sdk.ListObjectsV2Command(input));
        for (const {Key} of page.Contents ?? []) keys.push(Key!);
        for (const {Prefix: key} of page.CommonPrefixes ?? []) keys.push(key!.slice(0, -1));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
    } catch (error) {
      throw bucketError(this.bucket.address, error);
    }
    return keys.map((key) => key.slice(Prefix.length)).sort();
  }

  private objectAt(name: string) {
    return {Bucket: this.bucket.name, Key: `${this.bucket.prefix}${name}`};
  }

  private async put(name: string, Body: string | Uint8Array, more: Partial<PutObjectCommandInput> = {}) {
    const {client, sdk} = this.bucket;
    await client.send(new sdk.PutObjectCommand({...this.objectAt(name), Body, ...more}));
  }

  private async writerOf(name: string): Promise<string | undefined> {
    const {client, sdk} = this.bucket;
    try {
      return (await client.send(new sdk.HeadObjectCommand(this.objectAt(name)))).Metadata?.writer;
    } catch (error) {
      throw bucketError(this.bucket.address, error);
    }
  }
}
