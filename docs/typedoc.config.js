import {readdirSync, readFileSync} from 'node:fs';
import {Converter} from 'typedoc';
import {repository} from '../scripts/repository.js';

const root = new URL('../', import.meta.url);
const json = (path) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

/** The source file of each entry of each published package, with what it is imported by. */
const entries = new Map(
  readdirSync(new URL('packages', root)).flatMap((folder) => {
    const {name, private: hidden, exports = {}} = json(`packages/${folder}/package.json`);
    if (hidden === true) return [];
    return Object.entries(exports).flatMap(([path, {'@ntmjs/source': source}]) =>
      source === undefined
        ? []
        : [[new URL(source, new URL(`packages/${folder}/`, root)).pathname, name + path.slice(1)]],
    );
  }),
);

/** Names each module by what it is imported by, rather than by its file. */
function importNames({converter}) {
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({project}) => {
    for (const module of project.children) module.name = entries.get(module.sources[0].fullFileName);
  });
}

/** Leaves out where names of TypeScript and of TensorFlow.js are defined, which no page of the repository shows. */
function ownSources({converter}) {
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({project}) => {
    for (const reflection of Object.values(project.reflections)) {
      const own = reflection.sources?.filter(({fileName}) => !fileName.includes('node_modules'));
      reflection.sources = own?.length > 0 ? own : undefined;
    }
  });
}

/** Makes code of the indented lines of comments, which are equations: in other text, braces are escaped. */
function fenceEquations({converter}) {
  const fence = (part) =>
    part.kind !== 'text'
      ? [part]
      : part.text
          .split(/((?:^|(?<=\n)) {4}.*(?:\n+ {4}.*)*)/)
          .map((text, index) =>
            index % 2 === 0
              ? {kind: 'text', text}
              : {kind: 'code', text: `\`\`\`text\n${text.replace(/^ {4}/gm, '')}\n\`\`\``},
          );
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({project}) => {
    for (const {comment} of Object.values(project.reflections)) {
      if (comment === undefined) continue;
      comment.summary = comment.summary.flatMap(fence);
      for (const tag of comment.blockTags) tag.content = tag.content.flatMap(fence);
    }
  });
}

/** The API, one page for each entry of a package, from the comments of the source. */
export default {
  entryPoints: [...entries.keys()],
  tsconfig: new URL('tsconfig.json', root).pathname,
  basePath: root.pathname,
  plugin: ['typedoc-plugin-markdown', importNames, ownSources, fenceEquations],
  out: 'api',
  readme: 'none',
  name: 'API',
  disableGit: true,
  // A path is relative to the folder that all entry points are in.
  sourceLinkTemplate: `${repository}/blob/main/packages/{path}#L{line}`,
  gitRevision: 'main',
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  outputFileStrategy: 'modules',
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  // Of methods and interfaces of one name together, such as Head.step and HeadStep, only these are distinct.
  useHTMLAnchors: true,
  anchorPrefix: 'api-',
  sanitizeComments: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  tableColumnSettings: {hideSources: true, hideModifiers: true},
  logLevel: 'Warn',
};
