import {createHash} from 'node:crypto';

export interface PolicyArgs {
  /** The texts of the page's inline scripts. */
  readonly scripts?: readonly string[];
  /** The texts of its inline style sheets, also of those inside SVGs. */
  readonly styles: readonly string[];
}

/**
 * The content security policy of a page that loads no file, as an element of its head: no script and no style sheet but these, and
 * no request.
 */
export function policyHtml({scripts = [], styles}: PolicyArgs): string {
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `script-src ${sources(scripts)}`,
    `style-src ${sources(styles)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">`;
}

/** The sources of a directive by which only these texts may be used. */
function sources(texts: readonly string[]): string {
  if (texts.length === 0) return "'none'";
  const hashes = texts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return [...new Set(hashes)].join(' ');
}
