import {testReadme} from '@ntmjs/test-support/readme';

testReadme(new URL('..', import.meta.url), new URL('../../../docs/start/copy.md', import.meta.url));
