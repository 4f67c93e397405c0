import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'FeedforwardCell',
    'ResetAfterGruCell',
    'StackedLstmCell',
    'WeightedCell',
    'affine',
    'applyDense',
    'controllerTypes',
    'countWeights',
    'createController',
    'lstmStep',
    'mapOptions',
    'refuseRecurrentOptions',
    'requireCellArgs',
    'requireLayers',
    'weightOptionNames',
    'withInnerCells',
    'writeForgetBias',
  ]);
});
