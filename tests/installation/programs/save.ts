// Saves, in Node, the model that `loadOnly.ts` loads.
import '@tensorflow/tfjs-backend-cpu';
import {ntm} from '@ntmjs/layers';
import {fileSystem} from '@ntmjs/training/runs';
import {sequential} from '@tensorflow/tfjs-layers';

const controller = {type: 'lstm', units: 8, layers: 2} as const;
const layer = ntm({units: 2, controller, memory: {rows: 6, width: 4}, inputShape: [null, 3], seed: 1});
await sequential({layers: [layer]}).save(fileSystem('model'));
console.log('saved'); // → saved
