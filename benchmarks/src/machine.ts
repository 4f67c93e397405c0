import {availableParallelism, cpus, loadavg} from 'node:os';

/** The machine in a line: its processor, how many cores there are to use, and how busy it was. */
export function machine(): string {
  const cores = availableParallelism();
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${cores} ${cores === 1 ? 'core' : 'cores'}, load ${loadavg()[0]!.toFixed(1)} at the start`;
}
