import {describeSuiteInNode} from './node/describeSuite.js';

describeSuiteInNode('cpu');
