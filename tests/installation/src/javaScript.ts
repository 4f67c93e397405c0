import ts from 'typescript-6';

/** A TypeScript module without its types, as Node runs it. */
export function toJavaScript(code: string): string {
  const compilerOptions = {module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022};
  return ts.transpileModule(code, {compilerOptions}).outputText;
}
