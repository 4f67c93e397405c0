import {defineConfig} from 'vitest/config';
import {HostsFirst} from './vitest.sequence.js';
import {projectsOf, workspaceFolders} from './vitest.shared.js';
import {WorkspaceSummary} from './vitest.summary.js';

/** The tests of all workspaces, each a project of its own, to be selected by its name. */
export default defineConfig({
  test: {
    projects: workspaceFolders.flatMap(projectsOf),
    reporters: [['default', {summary: false}], new WorkspaceSummary()],
    sequence: {sequencer: HostsFirst},
    slowTestThreshold: 10_000,
    silent: 'passed-only',
  },
});
