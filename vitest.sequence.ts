import {BaseSequencer, type TestSpecification} from 'vitest/node';

/**
 * Starts the files that run a whole suite on a host first, and the users of all packages: they take longest, though they are
 * the smallest.
 */
export class HostsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const ofHost = ({moduleId}: TestSpecification) => /(\.(node|chromium)|\/users)\.test\.ts$/.test(moduleId);
    const sorted = await super.sort(files);
    return [...sorted.filter(ofHost), ...sorted.filter((file) => !ofHost(file))];
  }
}
