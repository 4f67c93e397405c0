import type {S3Client} from '@aws-sdk/client-s3';
import {ArgumentError, requireKeys, requirePositiveInteger, requireText} from '@ntmjs/arguments';

/** How a bucket is reached. */
export interface BucketArgs {
  /** How long, in milliseconds, a server may take to answer; defaults to a minute. Then it is asked again, some times. */
  readonly timeout?: number | undefined;
}

/** A part of a bucket. */
export interface Bucket {
  /** `s3://bucket/prefix`, as errors show it. */
  readonly address: string;
  readonly name: string;
  /** What the keys of its objects begin with: empty, or with `/` at its end. */
  readonly prefix: string;
  readonly client: S3Client;
  readonly sdk: typeof import('@aws-sdk/client-s3');
}

const PACKAGE = '@aws-sdk/client-s3';

/** How often a request is sent before it fails: with the pauses in between, which double up to 20 seconds, for about a minute. */
const TRIES = 12;

const TIMEOUT = 60_000;

/**
 * Whether a place is in a bucket, not a folder.
 *
 * @throws ArgumentError unless it is a text
 */
export function isBucket(place: string): boolean {
  return requireText('place', place).startsWith('s3:');
}

/**
 * The part of a bucket at an address. Nothing is asked of its server yet. Endpoint, region and keys are those of the environment, as for all
 * programs that use the client of AWS: `AWS_ENDPOINT_URL`, `AWS_REGION`, `AWS_ACCESS_KEY_ID`, …
 *
 * @param address `s3://bucket/prefix`
 * @param tries how often a request is sent before it fails, unless `AWS_MAX_ATTEMPTS` says so
 * @throws ArgumentError if it is none, or the client is not installed
 */
export async function connectBucket(address: string, args: BucketArgs = {}, tries = TRIES): Promise<Bucket> {
  const [, name, path = ''] =
    /^s3:\/\/([a-z\d][a-z\d.-]{1,61}[a-z\d])(?:\/+(.*?))?\/*$/.exec(requireText('bucket', address)) ?? [];
  const parts = path === '' ? [] : path.split('/');
  if (name === undefined || parts.some((part) => ['', '.', '..'].includes(part))) {
    throw new ArgumentError('bucket', 'the address of a part of a bucket: s3://bucket/prefix', address);
  }
  const {timeout = TIMEOUT} = requireKeys('bucket', args, ['timeout']);
  requirePositiveInteger('bucket.timeout', timeout);
  const sdk = await installed(address);
  const {AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3, AWS_MAX_ATTEMPTS} = process.env;
  const client = new sdk.S3Client({
    // Servers of one's own seldom have a host name for each bucket.
    forcePathStyle: (AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL) !== undefined,
    ...(AWS_MAX_ATTEMPTS === undefined && {maxAttempts: tries}),
    requestHandler: {
      ...{connectionTimeout: Math.min(timeout, 5000), requestTimeout: timeout, socketTimeout: timeout},
      throwOnRequestTimeout: true,
    },
  });
  const prefix = parts.map((part) => `${part}/`).join('');
  return {address: [`s3://${name}`, ...parts].join('/'), name, prefix, client, sdk};
}

async function installed(address: string): Promise<Bucket['sdk']> {
  try {
    return await import('@aws-sdk/client-s3');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new ArgumentError(
      address,
      `used with the package ${PACKAGE}: npm install ${PACKAGE}`,
      `no package ${PACKAGE}`,
    );
  }
}
