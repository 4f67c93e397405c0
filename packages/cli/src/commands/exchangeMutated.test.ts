import {readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {readSafetensors, writeSafetensors} from '@ntmjs/interchange';
import {RandomStream} from '@ntmjs/tasks';
import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {ntm, small} from '../fixtures/command.js';

const path = useFolder();

/** Values that a field of a configuration may have instead of its own. */
const values = [
  ...[null, true, 0, -1, 0.5, 1, 3, 8, 1e6, 1e12, 1e300, '', 'x', 'lstm', 'gru', 'read', 'learned', 'random'],
  ...[
    [],
    {},
    [[]],
    ['read'],
    ['read', 'write'],
    {rows: 8},
    'DncAccess',
    'StackAccess',
    'copy',
    'priority-sort',
  ],
];

/** A JSON value with a field changed or removed at random, at any depth. */
function mutated(value: unknown, random: RandomStream): unknown {
  const copy = JSON.parse(JSON.stringify(value)) as unknown;
  const fieldsOf = (owner: unknown): [Record<string, unknown>, string][] =>
    typeof owner !== 'object' || owner === null
      ? []
      : Object.entries(owner).flatMap(
          ([key, each]) => [[owner as never, key] as const, ...fieldsOf(each)] as never,
        );
  const fields = fieldsOf(copy);
  const [owner, key] = fields[random.integer(0, fields.length - 1)]!;
  if (random.integer(0, 4) === 0) delete owner[key];
  else owner[random.integer(0, 9) === 0 ? `${key}x` : key] = values[random.integer(0, values.length - 1)];
  return copy;
}

test('files that say something else of their model and task are refused in a line, without a run, or are right', {
  tags: ['full'],
}, async () => {
  await ntm(['train', 'copy', ...small, '--sequences', '10', '--run', path('run')]);
  const file = path('w.safetensors');
  await ntm(['export', path('run'), '--to', file]);
  const {tensors, metadata} = readSafetensors(await readFile(file));
  const counts = {refused: 0, imported: 0};
  for (let index = 0; index < 500; index++) {
    const random = new RandomStream(index, 'mutated metadata');
    const key = ['ntmjs.layer', 'ntmjs.layer', 'ntmjs.task'][index % 3]!;
    const text = JSON.stringify(mutated(JSON.parse(metadata[key]!), random));
    await writeFile(file, writeSafetensors(tensors, {...metadata, [key]: text}));
    const {code, stdout, stderr} = await ntm(['import', file, '--to', path('imported')]);
    const what = `${text}: ${stderr}`;
    if (code === 0) {
      expect(await readdir(path('imported')), what).toContain('checkpoints');
      await rm(path('imported'), {recursive: true});
      counts.imported++;
    } else {
      expect([code, stdout], what).toEqual([2, '']);
      expect(stderr, what).toMatch(/^ntm: [^\n]+ must be [^\n]+\n$/);
      expect(stderr, what).not.toMatch(/(Type|Range|Reference|Syntax)Error|^\s+at /m);
      expect(await readdir(path()), what).not.toContain('imported');
      counts.refused++;
    }
  }
  expect(counts.imported).toBeGreaterThan(10);
  expect(counts.refused).toBeGreaterThan(300);
});
