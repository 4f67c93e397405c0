import * as exports from '@ntmjs/arguments';
import * as completion from '@ntmjs/arguments/completion';
import * as files from '@ntmjs/arguments/files';
import * as texts from '@ntmjs/arguments/texts';
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

export const argumentTextsModule: Module = {
  name: 'arguments/texts',
  exports: texts,
  entrances: {},
  unchecked: {
    reason: 'what reads the texts that a command line has, whose own tests spoil these',
    names: Object.keys(texts),
  },
};

export const completionModule: Module = {
  name: 'arguments/completion',
  exports: completion,
  entrances: {},
  unchecked: {
    reason: 'what makes scripts of the declarations that a program has, not of what its user gives',
    names: Object.keys(completion),
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
