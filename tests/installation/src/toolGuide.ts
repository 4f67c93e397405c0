import {readFileSync} from 'node:fs';
import {packageNamed, REPOSITORY} from './packages.js';
import {install, type Project, type ProjectArgs, withTarballs} from './project.js';

/** A section of the guide on tools. */
export interface ToolSection {
  /** What its commands `npm install` name: packages, some with a version. */
  readonly packages: readonly string[];
  /** The text of each file, by its path in the project. */
  readonly files: Readonly<Record<string, string>>;
}

const PAGE = readFileSync(`${REPOSITORY}docs/guide/tools.md`, 'utf8');

/**
 * The section under that heading.
 *
 * @throws if there is none, or one without a file
 */
export function toolSection(heading: string): ToolSection {
  const section = PAGE.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const commands = [...section.matchAll(/^npm install (?:--save-dev )?(.*)$/gm)];
  const files = [...section.matchAll(/^`(\S+)`:\n\n```\w+\n(.*?)^```$/gms)].map(([, path, text]) => [
    path,
    text,
  ]);
  if (files.length === 0) throw new Error(`docs/guide/tools.md must have a section ${heading} with a file`);
  return {
    packages: commands.flatMap(([, names]) => names!.split(' ')),
    files: Object.fromEntries(files),
  };
}

/** The range of versions that `npm install` takes for a package: its own after `@`, or any. */
function rangeOf(given: string): [name: string, range: string] {
  const [, name, range] = /^(.+?)(?:@(.+))?$/.exec(given) as unknown as [string, string, string?];
  const tfjs = packageNamed('@ntmjs/layers').manifest.peerDependencies!['@tensorflow/tfjs-core']!;
  return [name, range ?? (name.startsWith('@tensorflow/') ? tfjs : 'latest')];
}

/** Installs packages in a project, as `npm install` does. */
export async function npmInstall(project: Project, packages: readonly string[], args: ProjectArgs = {}) {
  const dependencies = Object.fromEntries(packages.map(rangeOf));
  const manifest = {name: 'project', private: true, type: 'module', dependencies};
  await project.write('package.json', JSON.stringify(withTarballs(manifest)));
  await install(project, {installer: 'npm', ...args});
}

/** Writes files into a project. */
export async function writeFiles(project: Project, files: Readonly<Record<string, string>>, folder = '') {
  for (const [path, text] of Object.entries(files)) await project.write(`${folder}${path}`, text);
}

/** What the program says that it prints. */
export function expectedOf(program: string): string {
  return [...program.matchAll(/\/\/ → (.*)$/gm)].map(([, line]) => `${line}\n`).join('');
}
