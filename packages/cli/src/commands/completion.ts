import {requireChoice} from '@ntmjs/arguments';
import {
  bashCompletion,
  type CompletedCommand,
  fishCompletion,
  type Offered,
  zshCompletion,
} from '@ntmjs/arguments/completion';
import {Argument, type Command, type Option} from 'commander';
import {withWords} from '../options.js';

const shells = {bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion} as const;
const names = Object.keys(shells) as (keyof typeof shells)[];

/** Adds `ntm completion` to the program, which prints a script made of the declarations of all its commands. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print a script with which a shell completes commands, options and their values')
    .addArgument(withWords(new Argument('<shell>', names.join(', ')), names))
    .action((shell: string) => {
      const script = shells[requireChoice('shell', shell, names)];
      process.stdout.write(script(program.name(), completedCommands(program)));
    });
}

/** The commands that are not hidden. */
function completedCommands(program: Command): CompletedCommand[] {
  const help = program.createHelp();
  return help
    .visibleCommands(program)
    .filter((command) => command.name() !== 'help')
    .map((command) => ({
      name: command.name(),
      description: command.description(),
      options: help.visibleOptions(command).map((option) => ({
        flag: option.long!,
        description: option.description,
        ...(option.required && {value: offeredBy(option, option.flags)}),
      })),
      argument: offeredBy(command.registeredArguments[0], command.usage()),
    }));
}

/** What may follow: the words of a declaration, and paths, by how its value is called. */
function offeredBy(declared: Pick<Option | Argument, 'argChoices'> | undefined, usage: string): Offered {
  const paths = /[<[](run|folder)\b/.test(usage)
    ? 'folders'
    : /[<[](file|module|task)\b/.test(usage)
      ? 'files'
      : undefined;
  return {words: declared?.argChoices, list: /<list>/.test(usage), paths};
}
