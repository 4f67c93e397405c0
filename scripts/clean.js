// Removes what an earlier build of the package in the current folder left.
import {rmSync} from 'node:fs';

rmSync('dist', {recursive: true, force: true});
