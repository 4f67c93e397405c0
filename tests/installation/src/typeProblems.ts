import ts from 'typescript-6';

/** The ways in which TypeScript resolves packages: as Node does, as bundlers do, and as it did before packages had `exports`. */
export const RESOLUTIONS = {
  nodenext: {module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext},
  bundler: {module: ts.ModuleKind.Preserve, moduleResolution: ts.ModuleResolutionKind.Bundler},
  node: {
    ...{module: ts.ModuleKind.ES2022, moduleResolution: ts.ModuleResolutionKind.Node10},
    ignoreDeprecations: '6.0',
  },
} as const;

/** Packages of others, which have no types for those who do not read `exports`: what is of their types is `any` there. */
const WITHOUT_OLDER_TYPES = /Cannot find module 'vega-lite'/;

export interface TypeProblems {
  /** What is wrong with the programs, and with the types of our packages. */
  readonly problems: readonly string[];
  /** How many declarations of our packages were checked. */
  readonly declarations: number;
}

/**
 * What TypeScript in strict mode says of programs, and of the declarations of our packages that they use.
 *
 * `skipLibCheck` is off, but errors in the declarations of other packages are ignored: those of TensorFlow.js 4.22 have some.
 */
export function typeProblems(
  programs: readonly string[],
  resolution: keyof typeof RESOLUTIONS,
): TypeProblems {
  const options: ts.CompilerOptions = {
    ...RESOLUTIONS[resolution],
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    types: [],
  };
  const program = ts.createProgram(programs, options);
  const ours = program
    .getSourceFiles()
    .filter(({fileName}) => programs.includes(fileName) || fileName.includes('/node_modules/@ntmjs/'));
  const diagnostics = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...ours.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
  ];
  const problems = diagnostics.map(({file, messageText}) => {
    const location = file === undefined ? '' : `${file.fileName.replace(/^.*node_modules\//, '')}: `;
    return location + ts.flattenDiagnosticMessageText(messageText, '\n');
  });
  const own = problems.filter((problem) => resolution !== 'node' || !WITHOUT_OLDER_TYPES.test(problem));
  return {problems: own, declarations: ours.filter(({isDeclarationFile}) => isDeclarationFile).length};
}
