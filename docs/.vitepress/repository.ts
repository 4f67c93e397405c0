import {readFileSync} from 'node:fs';

/** The folder of the repository. */
export const root = new URL('../../', import.meta.url);

const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

/** The repository's address, without a slash at the end. */
export const repository: string = manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
