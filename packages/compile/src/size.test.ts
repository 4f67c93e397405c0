import {fileURLToPath} from 'node:url';
import {gzipSync} from 'node:zlib';
import {rolldown} from 'rolldown';
import {expect, test} from 'vitest';

test('bundled, minified and compressed the package is below 65 KB without tfjs', async () => {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('index.ts', import.meta.url)),
    external: /^@tensorflow\//,
    platform: 'browser',
    resolve: {
      conditionNames: ['@ntmjs/source', 'import', 'default'],
      extensionAlias: {'.js': ['.ts', '.js']},
    },
  });
  const {output} = await bundle.generate({minify: true});
  await bundle.close();
  const code = output.map((part) => (part.type === 'chunk' ? part.code : '')).join('');
  expect(code).toContain('f32x4.add');
  expect(gzipSync(code).length).toBeLessThan(65_000);
});
