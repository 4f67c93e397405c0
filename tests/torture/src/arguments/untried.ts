/** Exported functions whose arguments are not spoilt, by package: a reason, and their names. */
export const untried: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  controllers: {
    'steps of cells, on tensors that the cell has checked': [
      'affine',
      'applyDense',
      'lstmStep',
      'writeForgetBias',
    ],
    'base class': ['WeightedCell'],
    'options that a layer has checked': ['mapOptions', 'refuseRecurrentOptions'],
    'a controller that the cell has made': ['countWeights'],
    'a check itself': ['requireCellArgs', 'requireLayers'],
  },
  tasks: {
    'a check itself': ['requireEpisodes'],
    'the innermost loop, on elements of arrays of numbers': ['binaryCrossEntropy'],
  },
  heads: {'a step of a head, on tensors that the head has split': ['activateAddressing']},
  layers: {'base classes': ['MemoryAccess', 'InitialStateCell']},
  compile: {
    errors: ['CompilationError', 'TraceError', 'NonFiniteGradient', 'NonFiniteOutput'],
    'takes no argument': ['hasRelaxedSimd'],
    'used through createTrainingStep': ['LayerTrainer'],
  },
  training: {
    errors: ['NonFiniteError'],
    'used through createOptimizer': ['DeclaredOptimizer', 'optimizerOptions'],
    'a declaration is made of functions, which its own tests spoil': [
      'declareOptimizer',
      'registerOptimizer',
    ],
    'takes no argument': ['optimizerNames'],
  },
  'training/runs': {
    errors: ['WriteError'],
    'files, which the part files changes': [
      'Run',
      'copyRun',
      'parseRunFile',
      'rewind',
      'runFile',
      'readIfThere',
      'trainRun',
    ],
    'a process': ['hasEnded', 'isHere', 'thisProcess'],
    'a state that was read': ['meanIn'],
    'writing, which the part kills disturbs': ['lockFolder', 'makeFolder', 'remove', 'writeWhole'],
  },
  presets: {
    'a class, whose mistakes its own tests make': ['registerAccess'],
    'a preset as presetFor returns it': ['fittingTraining'],
    'a check itself': ['requireModelConfig'],
    'a config as it was saved': ['requireModelOf', 'upgradeModelConfig'],
  },
  report: {
    'a configuration that Run.open has checked': ['sweepPlan', 'trainingPlan'],
    'texts of results as evaluateSettings returns them': [
      ...['difficultyText', 'grouped', 'median', 'metricText', 'metricValue', 'ownMetrics', 'resultsTable'],
      ...['splitText', 'table'],
    ],
  },
  'report/runs': {
    'takes no argument': ['ntmjsVersion', 'thisMachine', 'versions'],
    'files, which the part files changes': [
      ...[
        'modelOf',
        'readWeightsFile',
        'requireFileOf',
        'taskMetadata',
        'hasResults',
        'hasTensorBoard',
        'loadTrained',
        'openRun',
        'openTask',
        'openWeights',
        'readHistory',
        'loadTraining',
        'savedModelOf',
        'setFirstWeights',
        'weightsDigest',
      ],
    ],
    'writing, which the part kills disturbs': ['createRun', 'openTensorBoard', 'writeEvaluation'],
    'a configuration that Run.open has checked': ['requireTrainingFor'],
  },
};
