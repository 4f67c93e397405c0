import {testReadme} from '@ntmjs/test-support/readme';

testReadme(new URL('..', import.meta.url), new URL('../../../docs/new-task.md', import.meta.url));
