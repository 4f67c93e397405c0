import {testReadme} from '@ntmjs/testing/readme';

testReadme(new URL('..', import.meta.url), new URL('../../../docs/new-access.md', import.meta.url));
