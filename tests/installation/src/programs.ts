import {readFileSync} from 'node:fs';
import type {Example} from '@ntmjs/test-support/readme';

/** One of the programs that lie beside these tests, and what it prints, which its comments `// → …` say. */
export function programNamed(name: string): Example {
  const code = readFileSync(new URL(`../programs/${name}.ts`, import.meta.url), 'utf8');
  return {code, expected: [...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]!)};
}
