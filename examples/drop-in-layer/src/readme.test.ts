import {readFile} from 'node:fs/promises';
import {expect, test, vi} from 'vitest';

const readText = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

test('the program prints what the README shows, and the memory makes the stated difference', {
  tags: ['full'],
}, async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('./main.js');
  const lines = log.mock.calls.map(([line]) => `${line}\n`);
  log.mockRestore();
  expect(await readText('../README.md')).toContain(`\`\`\`\n${lines.join('')}\`\`\`\n`);

  const scoresOf = (name: string) =>
    lines
      .filter((line) => line.trimStart().startsWith(`${name} `))
      .map((line) => [...line.matchAll(/([\d.]+) %/g)].map(([, score]) => Number(score)));
  const [lstm, ntm] = [scoresOf('lstm'), scoresOf('ntm')];
  expect(ntm).toHaveLength(3);
  for (const [seed, scores] of ntm.entries()) {
    expect(scores).toHaveLength(3);
    expect(scores[0]).toBeGreaterThan(99);
    expect(lstm[seed]![0]).toBeGreaterThan(50); // it has learned something
    for (const [length, score] of scores.entries()) expect(score).toBeGreaterThan(lstm[seed]![length]! + 10);
  }
});

test('the line that the README changes is that of the program', async () => {
  const [readme, models] = [await readText('../README.md'), await readText('models.ts')];
  const lines = [...readme.matchAll(/^[-+](.*\(\{.*\}\))$/gm)].map(([, line]) => line!);
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(models).toContain(line);
});
