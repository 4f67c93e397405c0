import {testReadme} from '@ntmjs/test-support/readme';

testReadme(new URL('..', import.meta.url));
