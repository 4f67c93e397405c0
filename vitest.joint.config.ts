import {defineConfig} from 'vitest/config';
import config from './vitest.config.js';
import {jointProjects} from './vitest.shared.js';

/** The tests of all workspaces in one run, in as few processes as possible: what `npm test` runs. */
export default defineConfig({test: {...config.test, projects: jointProjects()}});
