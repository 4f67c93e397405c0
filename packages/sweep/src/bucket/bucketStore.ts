import {existsSync, rmSync} from 'node:fs';
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ArgumentError, requireText} from '@ntmjs/arguments';
import {FilesStore} from '../runs/filesStore.js';
import type {PlannedRun} from '../runs/plannedRun.js';
import type {RunResult} from '../runs/result.js';
import {unpackFolder} from './archive.js';
import {BucketAttempt} from './bucketAttempt.js';
import {BucketFiles} from './bucketFiles.js';
import type {BucketArgs} from './connect.js';

/**
 * Runs in a part of a bucket of a server that speaks S3. Beside the files of a `FilesStore`, a run has `<attempt>.tar` for each attempt: its last
 * checkpoint with all that training goes on from. An object is whole, or not there: what was kept before stays until what follows is.
 */
export class BucketStore extends FilesStore {
  readonly lookEvery = 10_000;

  /** The folder of the trained runs that were asked for; it goes with the process. */
  private trained: Promise<string> | undefined;

  private constructor(
    private readonly bucket: BucketFiles,
    private readonly args: BucketArgs | undefined,
  ) {
    super(bucket);
  }

  /**
   * Opens a part of a bucket, with the endpoint, region and keys of the environment, as AWS' programs have them.
   *
   * @param address `s3://bucket/prefix`
   * @throws ArgumentError that says what is wrong: the address, the keys, the bucket, or a server that does not heed conditions
   */
  static async open(address: string, args?: BucketArgs): Promise<BucketStore> {
    return new BucketStore(await BucketFiles.open(address, args), args);
  }

  /** `s3://bucket/prefix`. */
  get address(): string {
    return this.bucket.pathOf();
  }

  async trainedFolder({name}: PlannedRun, {attempt}: Pick<RunResult, 'attempt'>): Promise<string> {
    this.trained ??= processFolder();
    const folder = join(await this.trained, name, String(attempt));
    if (!existsSync(folder)) await fetchRun(this.bucket.pathOf(`${name}/${attempt}.tar`), folder, this.args);
    return folder;
  }

  protected folderOfAttempt({name}: PlannedRun, number: number): Promise<BucketAttempt> {
    const archiveOf = (attempt: number) => `${name}/${attempt}.tar`;
    const earlier = Array.from({length: number - 1}, (_, index) => archiveOf(number - 1 - index));
    return BucketAttempt.create(this.bucket, archiveOf(number), earlier);
  }
}

/**
 * Copies the run of an attempt from a bucket, with its trained model.
 *
 * @param address of its archive: `s3://bucket/prefix/<run>/<attempt>.tar`
 * @param folder that is not there yet
 * @throws ArgumentError if there is none, it is not what was kept, or the folder is there
 * @throws WriteError if the folder cannot be written
 */
export async function fetchRun(address: string, folder: string, args?: BucketArgs): Promise<void> {
  requireText('folder', folder);
  const [, place, name] = /^(.*)\/([^/]+\.tar)$/.exec(requireText('address', address)) ?? [];
  if (name === undefined) {
    throw new ArgumentError('address', 's3://bucket/prefix/<run>/<attempt>.tar', address);
  }
  if (existsSync(folder)) throw new ArgumentError('folder', 'a path where nothing is yet', folder);
  const bytes = await (await BucketFiles.connect(place!, args)).readBytes(name);
  if (bytes === undefined) throw new ArgumentError(address, 'the archive of a run', 'nothing there');
  await unpackFolder(address, bytes, folder);
}

/** A folder for the time of this process. */
async function processFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ntm-trained-'));
  process.once('exit', () => rmSync(folder, {recursive: true, force: true}));
  return folder;
}
