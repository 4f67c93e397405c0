import {expect, test} from 'vitest';
import {connectBucket, isBucket} from './connect.js';
import {openStore} from './places.js';

test.each([
  's3:bucket',
  's3://',
  's3://B/x',
  's3://bucket/a//b',
  's3://bucket/../x',
  's3://bucket/.',
  'runs',
  '',
])('%j is no address of a part of a bucket', async (address) => {
  await expect(connectBucket(address)).rejects.toThrow(/^bucket must be /);
});

test('an address may end with a slash, and be that of a whole bucket', async () => {
  expect(await connectBucket('s3://my-bucket/a/b/')).toMatchObject({
    ...{address: 's3://my-bucket/a/b', name: 'my-bucket', prefix: 'a/b/'},
  });
  for (const address of ['s3://my-bucket', 's3://my-bucket/'])
    expect(await connectBucket(address)).toMatchObject({address: 's3://my-bucket', prefix: ''});
  await expect(connectBucket('s3://my-bucket', {timeout: 0})).rejects.toThrow('bucket.timeout must be');
});

test('what begins with s3: is in a bucket, all else a folder', async () => {
  expect(['s3://bucket', 's3:/bucket', 'sweeps/runs', '/s3:'].map(isBucket)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  await expect(openStore('s3:/bucket')).rejects.toThrow('bucket must be the address of a part of a bucket');
});
