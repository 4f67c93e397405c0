// Writes into each published package, and into CITATION.cff, what they say alike: author, address, keywords.
//
//   npm run metadata               writes it
//   npm run metadata -- --check    fails if a package says something else
//
// The address is `repository.url` in the package.json of the repository; everything else follows from it.
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {repository as page} from './repository.js';

/** Keywords of some packages besides those of all. */
const KEYWORDS = {
  addressing: ['attention', 'content-based-addressing'],
  cli: ['cli', 'reproducible-research'],
  compile: ['compiler', 'webassembly', 'simd', 'lstm', 'gru'],
  'create-ntmjs': ['create', 'template', 'starter'],
  inspect: ['visualization', 'interpretability'],
  interchange: ['safetensors', 'pytorch'],
  sweep: ['hyperparameter-optimization', 'tpe'],
  layers: [
    'dnc',
    'differentiable-neural-computer',
    'mann',
    'sparse-access-memory',
    'fast-weights',
    'lstm',
    'attention',
  ],
  tasks: ['algorithmic-tasks', 'benchmark', 'copy-task'],
  training: ['training', 'optimizer', 'curriculum'],
};

const root = new URL('../', import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

const {author, repository, keywords} = read('package.json');

/** A package.json with the common fields after those that describe the package. */
function complete(name, {name: id, version, description, license, ...others}) {
  const common = {
    author,
    repository: {...repository, directory: `packages/${name}`},
    homepage: `${page}/tree/main/packages/${name}#readme`,
    bugs: `${page}/issues`,
    keywords: [...keywords, ...(KEYWORDS[name] ?? [])],
  };
  const all = {...common, ...olderEntries(others.exports)};
  return {...{name: id, version, description, license}, ...all, ...without(others, Object.keys(all))};
}

/** What `exports` says, for those that do not read it: TypeScript with `moduleResolution: node`. */
function olderEntries({'.': main, './package.json': _, ...others}) {
  const types = Object.entries(others).map(([path, entry]) => [path.slice(2), [entry.types ?? entry]]);
  return {
    ...{main: main.default, types: main.types},
    ...(types.length > 0 && {typesVersions: {'*': Object.fromEntries(types)}}),
  };
}

function without(object, names) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

const check = process.argv.includes('--check');

/** Sets a file to a text, or says that it differs. */
function settle(path, text) {
  if (readFileSync(new URL(path, root), 'utf8') === text) return;
  if (!check) writeFileSync(new URL(path, root), text);
  else {
    console.error(`${path} does not say what package.json of the repository says: npm run metadata`);
    process.exitCode = 1;
  }
}

for (const name of readdirSync(new URL('packages', root))) {
  const path = `packages/${name}/package.json`;
  const manifest = read(path);
  if (manifest.private !== true) settle(path, `${JSON.stringify(complete(name, manifest), null, 2)}\n`);
}
const citation = readFileSync(new URL('CITATION.cff', root), 'utf8');
settle('CITATION.cff', citation.replace(/^repository-code: .*$/m, `repository-code: ${page}`));
