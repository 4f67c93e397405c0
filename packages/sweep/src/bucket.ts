export {BucketError} from './bucket/bucketError.js';
export {BucketStore, fetchRun} from './bucket/bucketStore.js';
export {type BucketArgs, isBucket} from './bucket/connect.js';
export {openFiles, openStore} from './bucket/places.js';
export type {SharedFiles} from './runs/sharedFiles.js';
