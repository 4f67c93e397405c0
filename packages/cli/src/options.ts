import {type OptionDeclaration, renameArguments} from '@ntmjs/arguments';
import {integersOf, numberOption, wordsOption} from '@ntmjs/arguments/texts';
import type {DifficultyRanges} from '@ntmjs/report';
import {Option} from 'commander';

/** The name of an option as on the command line: `--weighting-clip`. */
export function optionName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** An option or an argument with the words that a shell offers for it; what it may be is checked where it is used. */
export function withWords<Declared extends Pick<Option, 'argChoices'>>(
  declared: Declared,
  words: readonly string[],
): Declared {
  declared.argChoices = [...words];
  return declared;
}

/**
 * The options for commander that set a declared option: a boolean has two, `--key-strength` and `--no-key-strength`.
 *
 * @param flag the option's name on the command line: `--rows`
 * @param description its help; `optionText` has that of a single declaration
 */
export function declaredOptions(flag: string, option: OptionDeclaration, description: string): Option[] {
  switch (option.type) {
    case 'boolean':
      return [new Option(flag, description), new Option(`--no-${flag.slice(2)}`, `disable ${flag}`)];
    case 'text':
      return [new Option(`${flag} <name>`, description)];
    case 'choice':
      return [withWords(new Option(`${flag} <name>`, description), option.choices)];
    case 'list':
      return [withWords(new Option(`${flag} <list>`, description).argParser(wordsOption), option.choices)];
    default:
      return [
        new Option(`${flag} ${option.type === 'integer' ? '<n>' : '<x>'}`, description).argParser(
          numberOption(flag),
        ),
      ];
  }
}

/** The description of a declared option, its choices and its default. */
export function optionText(option: OptionDeclaration, defaultTitle = 'default'): string {
  const choices =
    option.type === 'choice'
      ? `: ${option.choices.join(', ')}`
      : option.type === 'list'
        ? `, a comma-separated list of ${option.choices.join(', ')}`
        : '';
  const usual = option.default === undefined ? '' : ` (${defaultTitle}: ${option.default})`;
  return `${option.description}${choices}${usual}`;
}

/** The option `--at` of commands that evaluate: `--at length=10,20 --at repeats=5` is both lengths with 5 repeats. */
export function atOption(description: string): Option {
  const expected = 'a part of the difficulty and positive integers, such as length=20,50';
  return new Option(
    '--at <part=list>',
    `${description}: a part of the task's difficulty with its values, such as length=20,50; once for each part`,
  ).argParser((text: string, before: DifficultyRanges = {}) => {
    return {...before, ...integersOf('--at', expected, text)};
  });
}

/** Runs work that evaluates or inspects; arguments in its errors are named as on the command line. */
export function renamed<T>(work: () => T | Promise<T>): Promise<T> {
  const options: Readonly<Record<string, string>> = {
    difficulty: '--at',
    steps: '--at',
    rows: '--rows',
    episode: '--episode',
    folder: '--output',
  };
  return renameArguments((argument) => options[argument] ?? argument.replace(/^difficulty\./, '--at '), work);
}

/** The option that takes the best checkpoint of a run in the place of the last one. */
export function bestOption(): Option {
  return new Option('--best', 'the best checkpoint of a run that keeps it (--keep-best), not the last one');
}

/** The option that takes the files of a run as they are, though they were changed after its last checkpoint. */
export function editedOption(): Option {
  return new Option('--edited', 'take run.json and metrics.jsonl as they are, after a change on purpose');
}
