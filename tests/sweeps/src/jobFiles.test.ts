import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';

const page = readFileSync(new URL('../../../docs/sweeps.md', import.meta.url), 'utf8');

/** The programs of the page in a language. */
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text!);

test('the job file for Slurm is a script whose array has as many tasks as there are shares', () => {
  const script = blocks('sh').find((text) => text.startsWith('#!'))!;
  execFileSync('bash', ['-n'], {input: script});
  const [, last] = /^#SBATCH --array=0-(\d+)$/m.exec(script)!;
  expect(script).toContain(`--of ${Number(last) + 1} `);
});

test('the job file for Kubernetes is a deployment whose labels and volumes fit', () => {
  const [text] = blocks('json');
  const {kind, spec} = JSON.parse(text!);
  expect(kind).toBe('Deployment');
  expect(spec.template.metadata.labels).toEqual(spec.selector.matchLabels);
  const {containers, volumes} = spec.template.spec;
  const names = (list: readonly {readonly name: string}[]) => list.map(({name}) => name);
  expect(names(containers[0].volumeMounts)).toEqual(names(volumes));
  expect(containers[0].command).toContain(containers[0].volumeMounts[0].mountPath);
});
