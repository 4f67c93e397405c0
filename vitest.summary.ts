import {relative} from 'node:path';
import type {Reporter, TestModule} from 'vitest/node';
import {workspaceFolders} from './vitest.shared.js';

/** The workspace of a test file. */
function workspaceOf({moduleId}: TestModule): string {
  const path = relative(import.meta.dirname, moduleId).replaceAll('\\', '/');
  return workspaceFolders.find((folder) => path.startsWith(`${folder}/`)) ?? '';
}

interface Row {
  files: number;
  passed: number;
  failed: number;
  skipped: number;
  seconds: number;
}

/** Prints a table at the end: for each workspace its tests, the seconds that they took, and whether some failed. */
export class WorkspaceSummary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = new Map<string, Row>();
    for (const module of modules) {
      const name = workspaceOf(module);
      const row = rows.get(name) ?? {files: 0, passed: 0, failed: 0, skipped: 0, seconds: 0};
      rows.set(name, row);
      row.files += 1;
      for (const test of module.children.allTests()) {
        const {state} = test.result();
        if (state !== 'pending') row[state] += 1;
      }
      // A file can fail outside of its tests: in a hook, or while it is loaded.
      if (module.state() === 'failed' && module.errors().length > 0) row.failed += 1;
      const {environmentSetupDuration, prepareDuration, collectDuration, setupDuration, duration} =
        module.diagnostic();
      row.seconds +=
        (environmentSetupDuration + prepareDuration + collectDuration + setupDuration + duration) / 1000;
    }
    const line = (name: string, ...cells: unknown[]) =>
      `  ${name.padEnd(30)}${cells.map((cell) => String(cell).padStart(9)).join('')}`;
    const lines = [...rows]
      .sort(([first], [second]) => (first < second ? -1 : 1))
      .map(([name, {files, passed, failed, skipped, seconds}]) =>
        line(name, files, passed, skipped, failed, seconds.toFixed(1)),
      );
    const failed = [...rows].filter(([, row]) => row.failed > 0).map(([name]) => name);
    console.log(
      ['', line('workspace', 'files', 'passed', 'skipped', 'failed', 'seconds'), ...lines, ''].join('\n'),
    );
    if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}\n`);
  }
}
