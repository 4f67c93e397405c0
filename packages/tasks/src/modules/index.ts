export {isTaskModule, loadTaskModule, moduleOf} from './taskModule.js';
export {readConfigFile, readUserConfig} from './userConfig.js';
export {
  importModule,
  inModule,
  type ModuleExports,
  type ModuleKind,
  type ModuleSource,
  type UserModule,
  UserModules,
} from './userModules.js';
