import {execFileSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join, posix, sep} from 'node:path';
import {fileURLToPath} from 'node:url';
import ts from 'typescript-6';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** A source file of the product: neither a test nor a fixture. */
export interface SourceFile {
  /** Path from the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** The folders at the root of the repository that git keeps files of, in their order. */
export function trackedFolders(): string[] {
  const files = execFileSync('git', ['ls-files'], {cwd: repository, encoding: 'utf8'}).split('\n');
  return [...new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]!))].sort();
}

/** The folders in `packages` or `examples` that have a package.json. */
export function workspaceNames(parent: 'packages' | 'examples'): string[] {
  return readdirSync(join(repository, parent))
    .filter((name) => existsSync(join(repository, parent, name, 'package.json')))
    .sort();
}

/** The source files of a workspace, e.g. `packages/layers`, sorted by path. */
export function sourceFiles(workspace: string): SourceFile[] {
  const folder = join(repository, workspace, 'src');
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .map((name) => posix.join(workspace, 'src', name.split(sep).join('/')))
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|\/fixtures\//.test(path))
    .sort()
    .map((path) => ({path, text: readFileSync(join(repository, path), 'utf8')}));
}

/** The modules that a file imports or exports from, types included, as they are written. */
export function importsOf({text}: SourceFile): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({fileName}) => fileName);
}

/** The file of the product that a relative import means; undefined for packages and for assets. */
export function importedFile(from: SourceFile, module: string): string | undefined {
  if (!module.startsWith('.')) return undefined;
  const path = posix.join(posix.dirname(from.path), module);
  const candidates = [path, path.replace(/\.js$/, '.ts'), path.replace(/\.js$/, '.tsx'), `${path}.ts`];
  return candidates.find((candidate) => /\.tsx?$/.test(candidate) && existsSync(join(repository, candidate)));
}

/** All string literals of a file with their lines, except the modules that it imports. */
export function stringLiterals({path, text}: SourceFile): {line: number; value: string}[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: {line: number; value: string}[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node)) {
      found.push({line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1, value: node.text});
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The `@ntmjs/…` packages that a workspace's package.json asks for at run time, without the scope. */
export function manifestDependencies(workspace: string): string[] {
  const {dependencies = {}, peerDependencies = {}} = JSON.parse(
    readFileSync(join(repository, workspace, 'package.json'), 'utf8'),
  ) as {dependencies?: Record<string, string>; peerDependencies?: Record<string, string>};
  return Object.keys({...dependencies, ...peerDependencies})
    .filter((name) => name.startsWith('@ntmjs/'))
    .map((name) => name.slice('@ntmjs/'.length));
}
