import type {Plugin} from 'vite';

/** The content security policy of the page: code and files of this site alone, no inline script, and no `eval` but WebAssembly. */
const directives = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  // Small files are data in the code.
  'connect-src': "'self' data:",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'base-uri': "'none'",
  'form-action': "'none'",
};

const text = (all: Readonly<Record<string, string>>) =>
  Object.entries(all)
    .map((directive) => directive.join(' '))
    .join('; ');

/**
 * Puts the policy into the page, and into the answers of Vite's servers: a worker has the policy of the answer that its code came with.
 * The server of `vite dev` replaces style sheets by inline ones.
 */
export function contentSecurityPolicy(): Plugin {
  const built = text(directives);
  const developed = text({...directives, 'style-src': "'self' 'unsafe-inline'"});
  const headers = (policy: string) => ({headers: {'Content-Security-Policy': policy}});
  return {
    name: 'content-security-policy',
    config: () => ({server: headers(developed), preview: headers(built)}),
    transformIndexHtml: (_, {server}) => [
      {
        tag: 'meta',
        attrs: {'http-equiv': 'Content-Security-Policy', content: server === undefined ? built : developed},
        injectTo: 'head-prepend',
      },
    ],
  };
}
