import {readFile} from 'node:fs/promises';
import {checkPackage, createPackageFromTarballData} from '@arethetypeswrong/core';
import {publint} from 'publint';
import {formatMessage} from 'publint/utils';
import {expect, inject, test} from 'vitest';
import {publishedPackages} from './packages.js';

/** The way of resolving an import that packages of ES modules do not support: `require` of older versions of Node. */
const WITHOUT_ESM: readonly string[] = ['node16-cjs'];

test.each(publishedPackages)('publint finds nothing in the tarball of $name', async ({name}) => {
  const {buffer: tarball} = new Uint8Array(await readFile(inject('tarballs')[name]!));
  const {messages, pkg} = await publint({pack: {tarball}, strict: true});
  expect(messages.map((message) => formatMessage(message, pkg, {color: false}))).toEqual([]);
});

test.each(publishedPackages)('the types of $name are right however it is resolved', async ({name}) => {
  const tarball = createPackageFromTarballData(new Uint8Array(await readFile(inject('tarballs')[name]!)));
  const analysis = await checkPackage(tarball);
  if (!analysis.types) throw new Error('there are no types');
  const problems = analysis.problems.filter(
    (problem) => !('resolutionKind' in problem && WITHOUT_ESM.includes(problem.resolutionKind)),
  );
  expect(problems).toEqual([]);
  expect(Object.keys(analysis.entrypoints).length).toBeGreaterThan(0);
});
