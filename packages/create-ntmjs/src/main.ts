import {ArgumentError} from '@ntmjs/arguments';
import {ask, Stopped, type Terminal} from './ask.js';
import {help, readCommandLine, requireTemplate} from './commandLine.js';
import {type Folder, requireFolder} from './folder.js';
import {packageManagerOf, scriptCommand} from './packageManager.js';
import {type TemplateName, templateNames, templates, usualTemplate} from './templates.js';
import {version, writeProject} from './writeProject.js';

/** What the command reads and writes: by default those of its process. */
export interface Surroundings {
  readonly input: NodeJS.ReadableStream & {readonly isTTY?: boolean};
  readonly output: NodeJS.WritableStream & {readonly isTTY?: boolean};
  readonly errors: NodeJS.WritableStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

interface Project {
  readonly folder: Folder;
  readonly template: TemplateName;
}

/** The folder of a project if nobody says another. */
const USUAL_FOLDER = 'ntmjs-project';

/**
 * The command `npm create ntmjs`: writes a small project into a folder, and says what to do next. It asks for what its arguments
 * do not say, if there is a terminal.
 *
 * @param args as in `process.argv.slice(2)`
 * @returns the exit code: 0 on success, 2 if an argument is wrong, 130 if the user ends the questions, 1 if files cannot be written
 */
export async function main(
  args: readonly string[],
  {input, output, errors, environment}: Surroundings = {
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    environment: process.env,
  },
): Promise<number> {
  try {
    const given = readCommandLine(args, environment.npm_config_template);
    if (given.help || given.version) {
      output.write(given.help ? help : `${version}\n`);
      return 0;
    }
    const terminal = input.isTTY && output.isTTY ? {input, output} : undefined;
    const project = {
      folder: await chooseFolder(given.folder, terminal),
      template: given.template ?? (await chooseTemplate(terminal)),
    };
    await writeProject(project.folder, project.template);
    output.write(nextSteps(project, environment.npm_config_user_agent));
    return 0;
  } catch (error) {
    if (error instanceof Stopped) {
      output.write('\nNothing was written.\n');
      return 130;
    }
    errors.write(`create-ntmjs: ${error instanceof Error ? error.message : error}\n`);
    return error instanceof ArgumentError ? 2 : 1;
  }
}

function chooseFolder(given: string | undefined, terminal: Terminal | undefined): Promise<Folder> {
  if (given !== undefined || terminal === undefined) return requireFolder(given ?? USUAL_FOLDER);
  return ask(terminal, `Folder (${USUAL_FOLDER}): `, (answer) => requireFolder(answer || USUAL_FOLDER));
}

async function chooseTemplate(terminal: Terminal | undefined): Promise<TemplateName> {
  if (terminal === undefined) return usualTemplate;
  const choices = templateNames.map((name) => `  ${name.padEnd(8)}${templates[name].title}\n`).join('');
  terminal.output.write(`What to begin with:\n${choices}`);
  return ask(terminal, `Template (${usualTemplate}): `, (answer) =>
    requireTemplate('template', answer || usualTemplate),
  );
}

/** What to do with a project that was written. */
function nextSteps({folder, template}: Project, userAgent: string | undefined): string {
  const manager = packageManagerOf(userAgent);
  const {title, scripts} = templates[template];
  const enter = folder.path === process.cwd() ? [] : [`cd ${quoted(folder.given)}`];
  const steps = [...enter, `${manager} install`, ...scripts.map((script) => scriptCommand(manager, script))];
  const lines = steps.map((step) => `  ${step}\n`).join('');
  return `Wrote ${title}: ${folder.name}. Next:\n\n${lines}\nIts README.md says what is where.\n`;
}

function quoted(path: string): string {
  return /\s/.test(path) ? JSON.stringify(path) : path;
}
