import {readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

/** The parts of a package.json that these tests read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package of this repository that is published. */
export interface PublishedPackage {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
  /** The modules that users import: the package and its subpaths with code. */
  readonly entries: readonly string[];
}

function entriesOf({name, exports = {}}: Manifest): string[] {
  const paths = Object.keys(exports).filter((path) => !path.endsWith('.json'));
  return paths.map((path) => `${name}${path.slice(1)}`);
}

const folders = readdirSync(`${REPOSITORY}packages`).map((name) => `${REPOSITORY}packages/${name}`);

export const publishedPackages: readonly PublishedPackage[] = folders
  .map((folder) => ({
    folder,
    manifest: JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Manifest,
  }))
  .filter(({manifest}) => !manifest.private)
  .map(({folder, manifest}) => ({folder, manifest, name: manifest.name, entries: entriesOf(manifest)}));

/** The published packages that are commands. */
const commands: readonly string[] = ['@ntmjs/cli', 'create-ntmjs'];

/** The published packages that programs import: every one except the commands. */
export const libraries = publishedPackages.filter(({name}) => !commands.includes(name));

/**
 * The published package of that name.
 *
 * @throws if there is none
 */
export function packageNamed(name: string): PublishedPackage {
  const found = publishedPackages.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`there is no published package ${name}`);
  return found;
}

/** Whether a package of that name is one of this repository. */
export function isOurs(name: string): boolean {
  return publishedPackages.some((own) => own.name === name);
}

/** The packages of this repository that come with these ones: themselves and what they depend on, sorted. */
export function closureOf(names: Iterable<string>): string[] {
  const closure = new Set<string>();
  const visit = (name: string) => {
    if (closure.has(name) || !isOurs(name)) return;
    closure.add(name);
    for (const dependency of Object.keys(packageNamed(name).manifest.dependencies ?? {})) visit(dependency);
  };
  for (const name of names) visit(name);
  return [...closure].sort();
}
