import {ArgumentError} from '@ntmjs/arguments';
import {Option} from 'commander';

/** Reads an option's text as a number; what the number must be is for those to check who use it. */
export function numberOption(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || Number.isNaN(value)) throw new ArgumentError(name, 'a number', text);
    return value;
  };
}

/** Reads an option's text as positive integers with commas between them. */
export function integersOption(name: string): (text: string) => number[] {
  return (text) => {
    const values = text.split(',').map(Number);
    if (values.every((value) => Number.isSafeInteger(value) && value > 0)) return values;
    throw new ArgumentError(name, 'positive integers with commas between them', text);
  };
}

/** Reads an option's text as words with commas between them. */
export function wordsOption(text: string): string[] {
  return text.split(',').map((word) => word.trim());
}

/** Gathers `name=number` pairs of an option that is given several times. */
export function pairsOption(
  name: string,
): (text: string, before?: Record<string, number>) => Record<string, number> {
  return (text, before = {}) => {
    const [key, value, ...rest] = text.split('=');
    const number = Number(value);
    if (!key || !value || rest.length > 0 || Number.isNaN(number)) {
      throw new ArgumentError(name, 'name=number', text);
    }
    return {...before, [key]: number};
  };
}

/** The lengths that a trained model is shown on unless others are asked for: those of the paper, and longer. */
const DEFAULT_LENGTHS = [10, 20, 30, 50, 80, 120];

/** The option `--lengths`, which commands that evaluate have. */
export function lengthsOption(description: string): Option {
  return new Option('--lengths <list>', description)
    .argParser(integersOption('--lengths'))
    .default(DEFAULT_LENGTHS, DEFAULT_LENGTHS.join(','));
}
