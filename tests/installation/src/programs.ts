import {readFileSync} from 'node:fs';
import type {Example} from '@ntmjs/test-support/readme';

/** A program from the folder `programs`, and what it prints according to its comments `// → …`. */
export function programNamed(name: string): Example {
  const code = readFileSync(new URL(`../programs/${name}.ts`, import.meta.url), 'utf8');
  return {code, expected: [...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]!)};
}
