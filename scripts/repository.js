import {readFileSync} from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** The address of the repository's page, without a slash at the end. */
export const repository = manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
