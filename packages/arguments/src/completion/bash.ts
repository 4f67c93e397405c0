import {type CompletedCommand, type Offered, quoted} from './declarations.js';

/**
 * A script with which bash completes a program's commands, options and their values: `eval "$(program completion bash)"`. Bash 3.2 suffices.
 *
 * @param program its name
 */
export function bashCompletion(program: string, commands: readonly CompletedCommand[]): string {
  const name = `_${program.replace(/\W/g, '_')}`;
  const values = commands.flatMap((command) =>
    command.options.flatMap(({flag, value}) =>
      value === undefined ? [] : [`    ${command.name}:${flag}) ${offered(value)};;`],
    ),
  );
  const places = commands.flatMap(({name: command, options, argument}) => {
    const flags = options.map(({flag}) => flag);
    return [
      `    ${command}:-*) words=${quoted(flags.join(' '))} ;;`,
      `    ${command}:*) ${offered(argument)};;`,
    ];
  });
  return `# Completion of ${program} by bash.
${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  local command= words= paths= list= prefix= index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case \${COMP_WORDS[index]} in
      -*) ;;
      *) command=\${COMP_WORDS[index]}; break ;;
    esac
  done
  COMPREPLY=()
  case $command:$before in
${values.join('\n')}
    *) case $command:$current in
    :*) words=${quoted([...commands.map((command) => command.name), '--help', '--version'].join(' '))} ;;
${places.join('\n')}
    esac ;;
  esac
  if [[ -n $list && $current == *,* ]]; then
    prefix=\${current%,*},
    current=\${current##*,}
  fi
  [[ -n $words ]] && COMPREPLY=($(compgen -P "$prefix" -W "$words" -- "$current"))
  if [[ -n $paths ]]; then
    compopt -o filenames 2>/dev/null
    local IFS=$'\\n'
    COMPREPLY+=($(compgen $paths -- "$current"))
  fi
}
complete -F ${name} ${program}
`;
}

function offered({words = [], list, paths}: Offered): string {
  const parts = [
    ...(words.length === 0 ? [] : [`words=${quoted(words.join(' '))}`]),
    ...(list ? ['list=1'] : []),
    ...(paths === undefined ? [] : [`paths=${paths === 'folders' ? '-d' : '-f'}`]),
  ];
  return parts.map((part) => `${part} `).join('');
}
