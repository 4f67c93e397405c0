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

/** A package.json with these dependencies; those of this repository, and only those needed, are given as tarballs. */
function projectManifest(names: readonly string[], versions: Readonly<Record<string, string>>): string {
  const tarballs = inject('tarballs');
  const specifier = (name: string) =>
    name.startsWith('@ntmjs/') ? `file:${tarballs[name]}` : (versions[name] ?? TFJS);
  const overrides = Object.fromEntries(closureOf(names).map((name) => [name, specifier(name)]));
  return JSON.stringify({
    name: 'project',
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(names.map((name) => [name, specifier(name)])),
    overrides,
    pnpm: {overrides},
  });
}

/**
 * An empty project in which `npm install` or `pnpm install` of these packages was run.
 *
 * @param names packages of this repository, whose tarballs are taken, and of TensorFlow.js
 * @throws if they cannot be installed; if that is for want of the registry, the error says so
 */
export async function createProject(names: readonly string[], args: ProjectArgs = {}): Promise<Project> {
  const {installer = 'pnpm', versions = {}, environment = {}} = args;
  const project = new Project(await realpath(await mkdtemp(join(tmpdir(), 'ntmjs-project-'))));
  await project.write('package.json', projectManifest(names, versions));
  const [command, ...options] = INSTALL[installer];
  try {
    await runCommand(project.folder, command, options, environment);
  } catch (error) {
    await project.remove();
    const {message} = error as Error;
    if (!NO_NETWORK.test(message)) throw error;
    throw new Error(`these tests need an npm registry for what is not in the cache: ${message}`, {
      cause: error,
    });
  }
  return project;
}
