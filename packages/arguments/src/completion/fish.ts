import {type CompletedCommand, type Offered, shortText} from './declarations.js';

/**
 * A script with which fish completes a program's commands, options and their values: `program completion fish | source`.
 *
 * @param program its name
 */
export function fishCompletion(program: string, commands: readonly CompletedCommand[]): string {
  const names = commands.map(({name}) => name).join(' ');
  const isFirst = `not __fish_seen_subcommand_from ${names}`;
  const lines = commands.flatMap(({name, description, options, argument}) => {
    const within = `-n ${word(`__fish_seen_subcommand_from ${name}`)}`;
    return [
      `complete -c ${program} -n ${word(isFirst)} -a ${name} -d ${word(shortText(description))}`,
      `complete -c ${program} ${within}${offered(argument)}`,
      ...options.map(
        ({flag, description: text, value}) =>
          `complete -c ${program} ${within} -l ${flag.slice(2)}${value === undefined ? '' : ` ${value.paths === 'files' ? '-r' : '-x'}${offered(value)}`} -d ${word(shortText(text))}`,
      ),
    ];
  });
  return `# Completion of ${program} by fish.
complete -c ${program} -f
complete -c ${program} -n ${word(isFirst)} -l help -d 'show the help'
complete -c ${program} -n ${word(isFirst)} -l version -d 'show the version'
${lines.join('\n')}
`;
}

/** A text as a word of fish, in whose quotes a backslash escapes itself and the quote. */
function word(text: string): string {
  return `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}

function offered({words = [], paths}: Offered): string {
  const found = paths === 'folders' ? ['(__fish_complete_directories)'] : [];
  const all = [...words, ...found];
  // Without -F, the first line of the script offers no files.
  return `${paths === 'files' ? ' -F' : ''}${all.length === 0 ? '' : ` -a ${word(all.join(' '))}`}`;
}
