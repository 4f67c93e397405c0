import {describeSuiteInChromium} from './browser/describeSuite.js';

describeSuiteInChromium('webgpu');
