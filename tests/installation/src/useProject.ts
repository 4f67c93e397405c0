import {afterAll, beforeAll} from 'vitest';
import {createProject, type Project, type ProjectArgs} from './project.js';

/** A project for the tests of a `describe` or a file, which is removed after them: see `createProject`. */
export function useProject(names: readonly string[], args?: ProjectArgs): () => Project {
  let project: Project | undefined;
  beforeAll(async () => {
    project = await createProject(names, args);
  });
  afterAll(() => project?.remove());
  return () => project!;
}
