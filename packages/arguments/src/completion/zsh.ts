import {type CompletedCommand, type Offered, quoted, shortText} from './declarations.js';

/**
 * A script with which zsh completes a program's commands, options and their values: `source <(program completion zsh)` after `compinit`.
 *
 * @param program its name
 */
export function zshCompletion(program: string, commands: readonly CompletedCommand[]): string {
  const name = `_${program.replace(/\W/g, '_')}`;
  const described = commands.map((command) =>
    quoted(`${command.name}:${shortText(command.description).replaceAll(':', '\\:')}`),
  );
  const cases = commands.map(({name: command, options, argument}) => {
    const specs = options.map(({flag, description, value}) => {
      const text = `${flag}[${escaped(shortText(description))}]`;
      return quoted(value === undefined ? text : `${text}:value:${action(value)}`);
    });
    return [`    ${command}) _arguments ${specs.join(' ')} ${quoted(`*:argument:${action(argument)}`)} ;;`];
  });
  return `#compdef ${program}
# Completion of ${program} by zsh.
${name}() {
  local line state curcontext=$curcontext
  _arguments -C '--help[show the help]' '--version[show the version]' '1:command:->command' '*::argument:->rest'
  case $state in
  command)
    local -a commands=(${described.join(' ')})
    _describe command commands ;;
  rest)
    case $line[1] in
${cases.join('\n')}
    esac ;;
  esac
}
compdef ${name} ${program}
`;
}

/** A text within brackets. */
function escaped(text: string): string {
  return text.replace(/[[\]\\:]/g, (character) => `\\${character}`);
}

function action({words = [], list, paths}: Offered): string {
  const listed = words.join(' ');
  const files = paths === 'folders' ? '_files -/' : '_files';
  if (words.length === 0) return paths === undefined ? ' ' : files;
  if (list) return `_values -s , value ${listed}`;
  if (paths === undefined) return `(${listed})`;
  return `{_alternative "words:word:(${listed})" "files:file:${files}"}`;
}
