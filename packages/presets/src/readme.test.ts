import {testReadme} from '@ntmjs/testing/readme';

testReadme(new URL('..', import.meta.url));
