import {ArgumentError} from '@ntmjs/arguments';

/** Strings, brackets and colons; between them are only numbers, words, commas and spaces. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g;

/**
 * The value of a JSON text from anywhere: one of few levels, in which no object has a key twice.
 *
 * @param name of the text, for messages
 * @param levels the most objects and lists inside one another
 * @throws ArgumentError that names the text
 */
export function parseFlatJson(name: string, text: string, levels: number): unknown {
  requireLevels(name, text, levels);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ArgumentError(name, `valid JSON (${(error as Error).message})`, text);
  }
  requireDistinctKeys(name, text);
  return value;
}

/** Checked before the text is parsed: a parser needs memory, or a stack, for each level. */
function requireLevels(name: string, text: string, levels: number): void {
  let level = 0;
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') level++;
    if (token === '}' || token === ']') level--;
    if (level > levels) throw new ArgumentError(name, `JSON of at most ${levels} levels`, text);
  }
}

/** `JSON.parse` takes the last of two equal keys, and other programs the first. */
function requireDistinctKeys(name: string, text: string): void {
  const objects: Set<string>[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') objects.push(new Set());
    else if (token === '}' || token === ']') objects.pop();
    else if (token === ':') {
      const key = JSON.parse(last) as string;
      const keys = objects.at(-1)!;
      if (keys.has(key)) throw new ArgumentError(name, 'JSON without a key that is there twice', key);
      keys.add(key);
    }
    last = token;
  }
}
