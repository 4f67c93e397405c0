/** A page: its title in the sidebar, the Markdown file in the repository that it is made of, and its path on the site. */
interface Page {
  readonly text: string;
  readonly file: string;
  readonly path: string;
}

export interface Section {
  readonly text: string;
  readonly pages: readonly Page[];
}

const page = (text: string, file: string, path: string): Page => ({text, file, path});
const own = (text: string, path: string) => page(text, `docs/${path}.md`, path);
const ofPackage = (text: string, name: string) =>
  page(text, `packages/${name}/README.md`, `packages/${name}`);

/**
 * The pages of the site in the order of the sidebar. Most are documents that the repository has anyway: READMEs of packages and
 * examples, and those in `docs`.
 */
export const sections: readonly Section[] = [
  {
    text: 'Start',
    pages: [
      own('Copy in one minute', 'start/copy'),
      page('A layer in your model', 'examples/drop-in-layer/README.md', 'start/layer'),
      own('Pick an architecture', 'start/architectures'),
      ofPackage('A new project', 'create-ntmjs'),
      page('Overview', 'README.md', 'start/overview'),
    ],
  },
  {
    text: 'Guide',
    pages: [
      ofPackage('Layers', 'layers'),
      own('States and masks', 'guide/states-and-masks'),
      page('Recipes', 'docs/recipes.md', 'guide/recipes'),
      ofPackage('Compiling', 'compile'),
      ofPackage('Training', 'training'),
      ofPackage('Presets', 'presets'),
      ofPackage('Tasks', 'tasks'),
      ofPackage('Inspecting', 'inspect'),
      own('Saving and loading', 'guide/saving'),
      own('PyTorch, and without tfjs', 'guide/interchange'),
      ofPackage('Files for other programs', 'interchange'),
      own('Sweeps', 'guide/sweeps'),
      page('Sweeps on many machines', 'docs/sweeps.md', 'guide/sweeps-on-many-machines'),
      ofPackage('Searching for settings', 'sweep'),
      page('The reference in PyTorch', 'reference/pytorch/README.md', 'guide/pytorch'),
      ofPackage('Trained models', 'pretrained'),
      own('Browsers and workers', 'guide/browsers'),
      own('Frameworks and tools', 'guide/tools'),
      page('Performance', 'benchmarks/README.md', 'guide/performance'),
      ofPackage('The command ntm', 'cli'),
      ofPackage('Reports', 'report'),
      page('The playground', 'examples/playground/README.md', 'guide/playground'),
    ],
  },
  {
    text: 'Build your own',
    pages: [
      page('An access', 'docs/new-access.md', 'build/access'),
      page('A controller', 'docs/new-controller.md', 'build/controller'),
      page('A task', 'docs/new-task.md', 'build/task'),
      page('An optimizer', 'docs/new-optimizer.md', 'build/optimizer'),
      page('An access in one file', 'examples/own-access/README.md', 'build/own-access'),
      page('A task in one file', 'examples/own-task/README.md', 'build/own-task'),
      page('From a single package', 'examples/single-package/README.md', 'build/single-package'),
      page('An architecture, start to end', 'examples/variant-architecture/README.md', 'build/variant'),
      ofPackage('Checks of arguments', 'arguments'),
    ],
  },
  {
    text: 'How it works',
    pages: [
      own('The memory', 'how/memory'),
      own('Addressing', 'how/addressing'),
      own('Heads', 'how/heads'),
      own('Controllers', 'how/controllers'),
      own('Accesses', 'how/accesses'),
    ],
  },
  {
    text: 'Operations',
    pages: [
      ofPackage('Addressing', 'addressing'),
      ofPackage('Memory', 'memory'),
      ofPackage('Heads', 'heads'),
      ofPackage('Controllers', 'controllers'),
    ],
  },
  {
    text: 'Results',
    pages: [
      page('The paper’s tasks', 'docs/results/README.md', 'results/index'),
      page('Earlier experiments', 'docs/results/earlier/README.md', 'results/earlier'),
      page('The paper’s parameter counts', 'docs/parameter-counts.md', 'results/parameter-counts'),
      page('Sparse memory', 'docs/results/sparse.md', 'results/sparse'),
    ],
  },
  {
    text: 'Project',
    pages: [
      page('Architecture', 'docs/architecture.md', 'architecture'),
      page('Reliability', 'docs/reliability.md', 'reliability'),
      page('Conformance', 'docs/conformance.md', 'conformance'),
      page('Contributing', 'CONTRIBUTING.md', 'contributing'),
    ],
  },
];

const home = page('Home', 'docs/index.md', 'index');

/** The path of the page that a file of the repository becomes; undefined if it is no page. */
export function pathOf(file: string): string | undefined {
  if (file.startsWith('docs/api/')) return file.slice('docs/'.length, -'.md'.length);
  return [home, ...sections.flatMap(({pages}) => pages)].find((page) => page.file === file)?.path;
}
