import {testReadme} from '@ntmjs/test-support/readme';

testReadme(new URL('..', import.meta.url), new URL('../../../docs/new-controller.md', import.meta.url));
