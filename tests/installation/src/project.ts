import {mkdir, mkdtemp, realpath, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {inject} from 'vitest';
import {runCommand} from './command.js';
import {PNPM} from './pack.js';
import {closureOf, packageNamed} from './packages.js';

/** The range of TensorFlow.js that the packages ask for as their peer. */
const TFJS = packageNamed('@ntmjs/layers').manifest.peerDependencies!['@tensorflow/tfjs-core']!;

/** Messages of pnpm and npm if the registry does not answer. */
const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|META_FETCH_FAIL|ERR_SOCKET/;

const INSTALL = {
  // Without hoisting a package finds what it depends on, what the project does, and nothing else.
  pnpm: [PNPM, 'install', '--prefer-offline', '--ignore-scripts', '--config.hoist=false'],
  npm: ['npm', 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'],
} as const;

export interface ProjectArgs {
  /** Defaults to `pnpm`. */
  readonly installer?: keyof typeof INSTALL;
  /** Versions of packages that are not to be those that the packages ask for, by name. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Added to the environment of the installer. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A user's project, in a folder of its own outside of this repository. */
export class Project {
  constructor(readonly folder: string) {}

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  async write(name: string, text: string): Promise<string> {
    const path = this.path(name);
    await mkdir(dirname(path), {recursive: true});
    await writeFile(path, text);
    return path;
  }

  /**
   * Runs a command in the project, and returns what it printed.
   *
   * @throws if it fails; the error contains its output
   */
  run(command: string, ...args: string[]): Promise<string> {
    return runCommand(this.folder, command, args);
  }

  remove(): Promise<void> {
    return rm(this.folder, {recursive: true});
  }
}

/** The parts of a package.json that are written here. */
interface ProjectManifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

/** A package.json whose packages of this repository, and those that they need, are the tarballs. */
export function withTarballs(manifest: ProjectManifest): ProjectManifest {
  const tarballs = inject('tarballs');
  const {dependencies} = manifest;
  const overrides = Object.fromEntries(
    closureOf(Object.keys(dependencies)).map((name) => [name, `file:${tarballs[name]}`]),
  );
  const given = Object.entries(dependencies).map(([name, range]) => [name, overrides[name] ?? range]);
  return {...manifest, dependencies: Object.fromEntries(given), ...{overrides, pnpm: {overrides}}};
}

/**
 * Installs what the package.json of a project asks for.
 *
 * @throws if that fails; if that is for want of the registry, the error says so
 */
export async function install(
  project: Project,
  {installer = 'pnpm', environment = {}}: Omit<ProjectArgs, 'versions'> = {},
): Promise<void> {
  const [command, ...options] = INSTALL[installer];
  try {
    await runCommand(project.folder, command, options, environment);
  } catch (error) {
    const {message} = error as Error;
    if (!NO_NETWORK.test(message)) throw error;
    throw new Error(`these tests need an npm registry for what is not in the cache: ${message}`, {
      cause: error,
    });
  }
}

/**
 * An empty project in which `npm install` or `pnpm install` of these packages was run.
 *
 * @param names packages of this repository, whose tarballs are taken, and of TensorFlow.js
 * @throws if they cannot be installed; if that is for want of the registry, the error says so
 */
export async function createProject(names: readonly string[], args: ProjectArgs = {}): Promise<Project> {
  const {versions = {}} = args;
  const project = new Project(await realpath(await mkdtemp(join(tmpdir(), 'ntmjs-project-'))));
  const dependencies = Object.fromEntries(names.map((name) => [name, versions[name] ?? TFJS]));
  const manifest = {name: 'project', private: true, type: 'module', dependencies};
  await project.write('package.json', JSON.stringify(withTarballs(manifest)));
  try {
    await install(project, args);
  } catch (error) {
    await project.remove();
    throw error;
  }
  return project;
}
