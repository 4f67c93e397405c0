import * as exports from '@ntmjs/arguments';
import * as files from '@ntmjs/arguments/files';
import {exportedEntrances, type Module, open} from '../entrance.js';

/** Declarations of options: data, whose names are the options'. */
const declarations = () => open({rows: {type: 'integer', min: 1, default: 3, description: 'rows'}});

export const argumentsModule: Module = {
  name: 'arguments',
  exports,
  entrances: {
    requireDeclarations: {args: () => ['options', declarations()], any: ['[0]']},
  },
  unchecked: {
    reason: 'a check: its value is what it checks, and all else is written in code',
    names: Object.keys(exports).filter((name) => name !== 'requireDeclarations'),
  },
};

export const argumentFilesModule: Module = {
  name: 'arguments/files',
  exports: files,
  entrances: {},
  unchecked: {
    reason: 'a check of a file, whose contents the tests beside it spoil',
    names: exportedEntrances(files),
  },
};
