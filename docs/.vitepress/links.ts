import {existsSync, statSync} from 'node:fs';
import {posix} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {MarkdownRenderer} from 'vitepress';
import {pathOf} from './pages.js';
import {repository, root} from './repository.js';

/**
 * The address that a link of a document stands for: on the site if it leads to a page, else in the repository.
 *
 * @param file the document, relative to the repository
 * @param href the link as it is written: relative to the document
 * @throws if it leads to no file of the repository
 */
export function resolveLink(file: string, href: string): string {
  if (/^([a-z][a-z+.-]*:|\/|#)/i.test(href)) return href;
  const [, path, hash] = /^([^#]*)(.*)$/.exec(href)!;
  const target = posix.join(posix.dirname(file), decodeURI(path!)).replace(/\/$/, '');
  const onDisk = new URL(target, root);
  if (!existsSync(onDisk)) throw new Error(`${file} links to ${href}, which does not exist`);
  const folder = statSync(onDisk).isDirectory();
  const page = pathOf(folder ? posix.join(target, 'README.md') : target);
  if (page !== undefined) return `/${page}.md${hash}`;
  return `${repository}/${folder ? 'tree' : 'blob'}/main/${target}${hash}`;
}

/** Makes the links of documents, which are relative to them in the repository, links of the site. */
export function repositoryLinks(md: MarkdownRenderer): void {
  const folder = fileURLToPath(root);
  md.core.ruler.push('repository-links', ({tokens, env}) => {
    const path: string | undefined = env.realPath ?? env.path;
    if (path === undefined) return; // a title, of no document
    const file = path.slice(folder.length);
    for (const {children} of tokens) {
      for (const token of children ?? []) {
        if (token.type === 'link_open') token.attrSet('href', resolveLink(file, token.attrGet('href')!));
      }
    }
  });
}
