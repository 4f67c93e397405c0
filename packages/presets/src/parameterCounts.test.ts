import {testReadme} from '@ntmjs/test-support/readme';

testReadme(new URL('..', import.meta.url), new URL('../../../docs/parameter-counts.md', import.meta.url));
