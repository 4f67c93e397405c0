// Writes into each published package what all of them say alike: author, address, keywords.
//
//   npm run metadata               writes it
//   npm run metadata -- --check    fails if a package says something else
//
// The address is `repository.url` in the package.json of the repository; everything else follows from it.
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';

/** Keywords of some packages besides those of all. */
const KEYWORDS = {
  addressing: ['attention', 'content-based-addressing'],
  cli: ['cli', 'reproducible-research'],
  compile: ['compiler', 'webassembly', 'simd', 'lstm', 'gru'],
  inspect: ['visualization', 'interpretability'],
  layers: ['dnc', 'differentiable-neural-computer', 'mann', 'lstm', 'attention'],
  tasks: ['algorithmic-tasks', 'benchmark', 'copy-task'],
  training: ['training', 'optimizer', 'curriculum'],
};

const root = new URL('../', import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

const {author, repository, keywords} = read('package.json');
const page = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

/** A package.json with the common fields after those that describe the package. */
function complete(name, {name: id, version, description, license, ...others}) {
  const common = {
    author,
    repository: {...repository, directory: `packages/${name}`},
    homepage: `${page}/tree/main/packages/${name}#readme`,
    bugs: `${page}/issues`,
    keywords: [...keywords, ...(KEYWORDS[name] ?? [])],
  };
  return {...{name: id, version, description, license}, ...common, ...without(others, Object.keys(common))};
}

function without(object, names) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

const check = process.argv.includes('--check');
for (const name of readdirSync(new URL('packages', root))) {
  const path = `packages/${name}/package.json`;
  const manifest = read(path);
  if (manifest.private === true) continue;
  const completed = complete(name, manifest);
  if (JSON.stringify(completed) === JSON.stringify(manifest)) continue;
  if (check) {
    console.error(`${path} does not say what all packages say alike: npm run metadata`);
    process.exitCode = 1;
  } else writeFileSync(new URL(path, root), `${JSON.stringify(completed, null, 2)}\n`);
}
