import {mergeConfig} from 'vitest/config';
import shared from '../../vitest.shared.js';

/** Two hosts at a time: a browser's work is done in processes of its own. */
export default mergeConfig(shared, {test: {maxWorkers: 2}});
