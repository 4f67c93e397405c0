import {testReadme} from '@ntmjs/testing/readme';

testReadme(new URL('..', import.meta.url), new URL('../../../README.md', import.meta.url));
