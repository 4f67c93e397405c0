import {describe, expect, test} from 'vitest';
import {toJavaScript} from './javaScript.js';
import {libraries} from './packages.js';
import {examplesIn, toldToInstall} from './readmes.js';
import {RESOLUTIONS, typeProblems} from './typeProblems.js';
import {useProject} from './useProject.js';

// @module-tag full

describe.each(libraries)('a reader of the README of $name', ({name}) => {
  const project = useProject(toldToInstall(name));
  const programs = () =>
    Promise.all(examplesIn(name).map(({code}, index) => project().write(`example-${index + 1}.mts`, code)));

  test.each(Object.keys(RESOLUTIONS) as (keyof typeof RESOLUTIONS)[])(
    'can type-check the examples with resolution %s',
    async (resolution) => {
      const {problems, declarations} = typeProblems(await programs(), resolution);
      expect(problems).toEqual([]);
      expect(declarations).toBeGreaterThan(0);
    },
  );

  test('can run the examples after its installation commands', async () => {
    for (const [index, {code, expected}] of examplesIn(name).entries()) {
      await project().write(`example-${index + 1}.mjs`, toJavaScript(code));
      const printed = await project().run('node', `example-${index + 1}.mjs`);
      expect(printed.trimEnd().split('\n')).toEqual(expected);
    }
  });
});

describe('what is wrong is found', () => {
  const project = useProject(toldToInstall('@ntmjs/layers'));

  test.each(Object.keys(RESOLUTIONS) as (keyof typeof RESOLUTIONS)[])('%s', async (resolution) => {
    const wrong = `import {ntm} from '@ntmjs/layers';\nntm({units: 'eight'});\nimport '@ntmjs/tasks';\n`;
    const {problems} = typeProblems([await project().write('wrong.mts', wrong)], resolution);
    expect(problems.join('\n')).toContain("'string' is not assignable to type 'number'");
    expect(problems.join('\n')).toContain("'@ntmjs/tasks'");
  });
});
