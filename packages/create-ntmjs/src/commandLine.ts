import {parseArgs} from 'node:util';
import {ArgumentError, requireChoice} from '@ntmjs/arguments';
import {type TemplateName, templateNames, templates, usualTemplate} from './templates.js';

/** What the command is asked to do. */
export interface CommandLine {
  readonly folder: string | undefined;
  readonly template: TemplateName | undefined;
  readonly help: boolean;
  readonly version: boolean;
}

/** Where options go, which npm keeps for itself otherwise. */
const WITH_OPTIONS = 'npm create ntmjs <folder> -- --template <name>';

export const help = `Usage: npm create ntmjs [folder] [-- --template <name>]

Writes a small project into a folder, and says what to do next.

Options:
  --template <name>  what to begin with; asked for at a terminal, else ${usualTemplate}:
${templateNames.map((name) => `                       ${name.padEnd(8)}${templates[name].title}\n`).join('')}\
  --version          the version of this command, and of the packages that projects use
  --help             this text

pnpm, yarn and bun do not need the --: pnpm create ntmjs [folder] --template <name>
`;

const OPTIONS = {
  template: {type: 'string'},
  version: {type: 'boolean'},
  help: {type: 'boolean', short: 'h'},
} as const;

/**
 * Reads the arguments of the command.
 *
 * @param swallowed the option `--template` as npm understood it if it was not given after `--`, in `npm_config_template`
 * @throws ArgumentError if an option or a template is unknown, or there is more than one folder
 */
export function readCommandLine(args: readonly string[], swallowed: string | undefined): CommandLine {
  const {values, positionals, tokens} = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const names = Object.keys(OPTIONS).map((name) => `--${name}`);
  for (const token of tokens) {
    if (token.kind === 'option' && !Object.hasOwn(OPTIONS, token.name))
      requireChoice('option', token.rawName, names);
  }
  if (swallowed !== undefined && values.template === undefined) {
    throw new ArgumentError('--template', 'after --', swallowed, `, as npm took it: ${WITH_OPTIONS}`);
  }
  if (positionals.length > 1) {
    throw new ArgumentError('folder', 'one folder', positionals, `: ${WITH_OPTIONS}`);
  }
  return {
    folder: positionals[0],
    template: 'template' in values ? requireTemplate('--template', written(values.template)) : undefined,
    help: values.help !== undefined,
    version: values.version !== undefined,
  };
}

/** The value of an option; undefined if the option has none, which `parseArgs` says as true. */
function written(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Returns `value` if it is the name of a template; throws an `ArgumentError` otherwise. */
export function requireTemplate(argument: string, value: unknown): TemplateName {
  return requireChoice(argument, value, templateNames);
}
