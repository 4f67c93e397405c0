import {mergeConfig} from 'vitest/config';
import shared from '../../vitest.shared.js';

/** One browser at a time: its network trains on one core, and the LSTM beside it on another. */
export default mergeConfig(shared, {test: {include: ['{src,test}/**/*.test.ts'], maxWorkers: 1}});
