/**
 * The copies of each package of TensorFlow.js among the modules of a bundle. The engine, kernels and gradients are kept by
 * the modules of tfjs-core, so there must be one: neither two folders, nor modules and a file of all of them in one.
 */
export function copiesOfTfjs(modules: readonly string[]): Map<string, string[]> {
  const copies = new Map<string, Set<string>>();
  for (const path of modules) {
    const match = /^(.*\/(@tensorflow\/[^/]+))\/(dist\/tf-[^/]*\.js$)?/.exec(path);
    if (match === null) continue;
    const [, folder, name, whole = 'modules'] = match;
    copies.set(name!, (copies.get(name!) ?? new Set()).add(`${folder} (${whole})`));
  }
  return new Map([...copies].map(([name, places]) => [name, [...places]]));
}
