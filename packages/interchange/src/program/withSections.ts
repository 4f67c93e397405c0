import {type NetworkDescription, sha256} from '../runner.js';

/** The version of the form of these files, which the runner requires. */
const VERSION = 1;

/** Appends to a module the sections that a runner reads: the description, then the SHA-256 of all bytes before that section. */
export function withSections(module: Uint8Array, description: NetworkDescription): Uint8Array {
  const json = JSON.stringify({format: 'ntmjs.network', version: VERSION, ...description});
  return signed(joined(module, customSection('ntmjs.network', new TextEncoder().encode(json))));
}

/** Appends the section with the hash. */
export function signed(module: Uint8Array): Uint8Array {
  return joined(module, customSection('ntmjs.sha256', sha256(module)));
}

/** A custom section of WebAssembly. */
export function customSection(name: string, content: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(name);
  const named = joined(unsigned(text.length), text, content);
  return joined(Uint8Array.of(0), unsigned(named.length), named);
}

/** An integer in LEB128. */
function unsigned(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Uint8Array.of(...bytes, rest);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}
