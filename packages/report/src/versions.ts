import {readFileSync} from 'node:fs';
import {version_core} from '@tensorflow/tfjs-core';

/** The version of this package, which is that of all of ntmjs. */
export function ntmjsVersion(): string {
  const {version} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return version;
}

/** The software that a run's numbers depend on, by name. */
export function versions(): Record<string, string> {
  return {ntmjs: ntmjsVersion(), tfjs: version_core, node: process.versions.node};
}
