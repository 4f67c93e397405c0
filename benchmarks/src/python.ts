import {execFile} from 'node:child_process';
import {promisify} from 'node:util';

/** A Python that has torch. */
export interface TorchPython {
  readonly program: string;
  /** The version of torch. */
  readonly torch: string;
}

/** The Python programs to try: `$PYTHON`, the one on the path, the system's. */
export function pythonCandidates(environment: NodeJS.ProcessEnv = process.env): string[] {
  const named = environment.PYTHON ? [environment.PYTHON] : [];
  return [...new Set([...named, 'python3', '/usr/bin/python3'])];
}

/** The first of these programs that is a Python with torch; undefined if none is. */
export async function findTorch(candidates: readonly string[]): Promise<TorchPython | undefined> {
  for (const program of candidates) {
    try {
      const run = promisify(execFile)(program, ['-c', 'import torch; print(torch.__version__)']);
      return {program, torch: (await run).stdout.trim()};
    } catch {
      // not found, or without torch: try the next one
    }
  }
  return undefined;
}
