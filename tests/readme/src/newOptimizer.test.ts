import {testReadme} from '@ntmjs/test-support/readme';

testReadme(new URL('..', import.meta.url), new URL('../../../docs/new-optimizer.md', import.meta.url));
