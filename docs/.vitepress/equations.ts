import katex from 'katex';
import type {MarkdownRenderer} from 'vitepress';

/** Makes MathML of each block ```math, which browsers draw and read out by themselves. */
export function equations(md: MarkdownRenderer): void {
  const fence = md.renderer.rules.fence!;
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const {info, content} = tokens[index]!;
    if (info.trim() !== 'math') return fence(tokens, index, options, env, self);
    const html = katex.renderToString(content, {displayMode: true, output: 'mathml', throwOnError: true});
    return `<div class="equation" tabindex="0" v-pre>${html}</div>\n`;
  };
}
