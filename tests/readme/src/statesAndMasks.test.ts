import {testReadme} from '@ntmjs/test-support/readme';

testReadme(
  new URL('..', import.meta.url),
  new URL('../../../docs/guide/states-and-masks.md', import.meta.url),
);
