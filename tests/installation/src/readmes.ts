import {readFileSync} from 'node:fs';
import {type Example, examplesOf} from '@ntmjs/test-support/readme';
import {packageNamed} from './packages.js';

function textOf(name: string): string {
  return readFileSync(`${packageNamed(name).folder}/README.md`, 'utf8');
}

/**
 * What a package's README instructs to install.
 *
 * @throws if there is not one command `npm install`, or it does not begin with the package itself
 */
export function toldToInstall(name: string): string[] {
  const commands = [...textOf(name).matchAll(/^npm install (.*)$/gm)].map((match) => match[1]!.split(' '));
  const [names] = commands;
  if (commands.length !== 1 || names![0] !== name) {
    throw new Error(`the README of ${name} must have one command: npm install ${name} …`);
  }
  return names!;
}

/** The examples of a package's README. */
export function examplesIn(name: string): Example[] {
  return examplesOf(textOf(name));
}
