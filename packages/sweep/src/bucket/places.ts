import {FolderFiles} from '../runs/folderFiles.js';
import {FolderStore} from '../runs/folderStore.js';
import type {SharedFiles} from '../runs/sharedFiles.js';
import type {RunStore} from '../runs/store.js';
import {BucketFiles} from './bucketFiles.js';
import {BucketStore} from './bucketStore.js';
import {isBucket} from './connect.js';

/**
 * Where runs are: in a folder, or in a bucket.
 *
 * @param place the path of the folder, or `s3://bucket/prefix`
 * @throws ArgumentError as `BucketStore.open` does
 */
export async function openStore(place: string): Promise<RunStore> {
  return isBucket(place) ? BucketStore.open(place) : new FolderStore(place);
}

/** Where what a sweep decides is, otherwise as `openStore`. */
export async function openFiles(place: string): Promise<SharedFiles> {
  return isBucket(place) ? BucketFiles.open(place) : new FolderFiles(place);
}
