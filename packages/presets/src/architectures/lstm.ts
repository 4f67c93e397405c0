import {lstmBaseline} from '@ntmjs/layers';
import {architecture} from './architecture.js';

export const lstm = architecture({
  name: 'lstm',
  title: 'LSTM without a memory',
  layer: lstmBaseline,
  options: {
    units: {
      argument: 'hiddenUnits',
      type: 'integer',
      min: 1,
      description: 'units of each LSTM layer',
      field: {title: 'Units', max: 512},
    },
    layers: {argument: 'layers', type: 'integer', min: 1, default: 3, description: 'LSTM layers'},
  },
  models: {lstm: {title: 'LSTM', config: {hiddenUnits: 200, layers: 1}}},
});
