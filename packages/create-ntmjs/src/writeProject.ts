import {readFileSync} from 'node:fs';
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Folder} from './folder.js';
import type {TemplateName} from './templates.js';

type Versions = Readonly<Record<string, string>>;

/** The parts of a package.json that are read here. */
interface Manifest {
  readonly version: string;
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
}

const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as Manifest;

/** The version of this package, and of all others of this repository. */
export const {version} = own;

/** The versions that projects ask for: those that this package does, with which the templates are tested. */
const versions: Versions = {...own.dependencies, ...own.devDependencies};

/** Files that npm would not pack under their own names. */
const RENAMED: Readonly<Record<string, string>> = {gitignore: '.gitignore'};

/**
 * Writes a project into a folder.
 *
 * @throws if a file exists already, which then stays as it is
 */
export async function writeProject({path, name}: Folder, template: TemplateName): Promise<void> {
  const source = fileURLToPath(new URL(`../template/${template}`, import.meta.url));
  const entries = await readdir(source, {recursive: true, withFileTypes: true});
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = relative(source, join(entry.parentPath, entry.name));
    const text = await readFile(join(source, file), 'utf8');
    const target = join(path, RENAMED[file] ?? file);
    await mkdir(dirname(target), {recursive: true});
    await writeFile(target, file === 'package.json' ? manifestOf(name, text) : text, {flag: 'wx'});
  }
}

/** The package.json of a project: that of its template, with a name and with versions. */
function manifestOf(name: string, text: string): string {
  const manifest = JSON.parse(text) as Manifest;
  const {dependencies, devDependencies} = manifest;
  const complete = {
    ...manifest,
    name,
    dependencies: withVersions(dependencies),
    devDependencies: withVersions(devDependencies),
  };
  return `${JSON.stringify(complete, null, 2)}\n`;
}

function withVersions(dependencies: Versions = {}): Versions {
  const found = Object.keys(dependencies).map((name) => {
    if (versions[name] === undefined) throw new Error(`create-ntmjs has no version of ${name}`);
    return [name, versions[name]];
  });
  return Object.fromEntries(found);
}
