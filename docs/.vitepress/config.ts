import {readdirSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {type DefaultTheme, defineConfig, type Plugin} from 'vitepress';
import {equations} from './equations.js';
import {repositoryLinks} from './links.js';
import {pathOf, sections} from './pages.js';
import {repository, root} from './repository.js';

/** All Markdown files in a folder of the repository but those of installed and built packages. */
function documents(folder = ''): string[] {
  return readdirSync(new URL(`./${folder}`, root), {withFileTypes: true}).flatMap((entry) => {
    const path = folder + entry.name;
    if (!entry.isDirectory()) return path.endsWith('.md') ? [path] : [];
    return ['node_modules', 'dist'].includes(entry.name) ? [] : documents(`${path}/`);
  });
}

const all = documents();

/** The pages of the API, which TypeDoc made before. */
const api = all
  .filter((file) => file.startsWith('docs/api/') && file !== 'docs/api/index.md')
  .map((file) => pathOf(file)!)
  .sort();

const link = (path: string) => `/${path.replace(/(^|\/)index$/, '$1')}`;

const items = (pages: readonly {text: string; path: string}[]) =>
  pages.map(({text, path}) => ({text, link: link(path)}));

const sidebar: DefaultTheme.SidebarMulti = {
  '/api/': [{text: 'API', items: items(api.map((path) => ({text: path.slice('api/'.length), path})))}],
  '/': sections.map(({text, pages}) => ({text, items: items(pages)})),
};

/** GitHub's name of a heading, so that links to sections lead there in the repository and on the site. */
function slugify(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><g fill="#8aa0e0"><path d="M1 1h14v3H1zM1 12h14v3H1z"/><path fill="#3451b2" d="M1 6h14v4H1z"/></g></svg>`;

/**
 * What the build for Node leaves where it is: Vue, which is not found from the folders that pages lie in, and the figures, which are
 * drawn in browsers alone.
 */
const notForNode: Plugin = {
  name: 'not-for-node',
  enforce: 'pre',
  resolveId: (id, _, {ssr}) =>
    ssr && /^(vue(\/.*)?|\.\/figures\/\w+\.vue)$/.test(id) ? {id, external: true} : undefined,
};

export default defineConfig({
  title: 'ntmjs',
  description: 'Memory-augmented neural networks for TensorFlow.js',
  lang: 'en-US',
  // For a site in a folder of its host, such as /ntmjs/.
  base: (process.env.NTM_SITE_BASE ?? '/') as `/${string}/`,
  // Pages are documents of the whole repository: their sources are not moved, and their links and pictures work in both places.
  srcDir: '..',
  srcExclude: all.filter((file) => pathOf(file) === undefined),
  rewrites: (file: string) => `${pathOf(file)}.md`,
  // A drawing of a memory with one row attended to.
  head: [['link', {rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(icon)}`}]],
  markdown: {
    anchor: {slugify},
    config(md) {
      md.use(repositoryLinks);
      md.use(equations);
      // Indented code is as code between fences: wide lines scroll, by keys too.
      md.renderer.rules.code_block = (...code) => md.renderer.rules.fence!(...code);
    },
    theme: {light: 'github-light-high-contrast', dark: 'github-dark-high-contrast'},
  },
  themeConfig: {
    nav: [
      {text: 'Start', link: '/start/copy'},
      {text: 'Guide', link: '/packages/layers'},
      {text: 'How it works', link: '/how/addressing'},
      {text: 'Results', link: '/results/'},
      {text: 'API', link: '/api/'},
      {text: 'Playground', link: '/playground/', target: '_self', rel: ''},
    ],
    sidebar,
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          // What explains comes before what lists: the API has each name many times over. The function runs in the page, as its text.
          searchOptions: {boostDocument: (id: string) => (/\/api\//.test(id) ? 0.2 : 1)},
        },
      },
    },
    socialLinks: [{icon: 'github', link: repository}],
    editLink: {pattern: `${repository}/edit/main/:path`, text: 'Edit this page'},
    footer: {message: 'Apache-2.0'},
  },
  vite: {
    resolve: {conditions: ['@ntmjs/source', 'module', 'browser', 'development|production']},
    plugins: [notForNode],
    server: {fs: {allow: [fileURLToPath(root)]}},
  },
});
