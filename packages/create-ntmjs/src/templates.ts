/** What a project may begin with: a folder each in `template`, and the scripts to run first. */
export const templates = {
  layer: {title: 'a Neural Turing Machine as a layer of a model, in Node', scripts: ['start']},
  access: {title: 'a memory of your own with its test, in Node', scripts: ['test', 'start']},
  page: {title: 'a page that trains in a worker and draws the curve, with Vite', scripts: ['dev']},
} as const;

export type TemplateName = keyof typeof templates;

export const templateNames = Object.keys(templates) as TemplateName[];

/** The template of a project if nobody says another. */
export const usualTemplate: TemplateName = 'layer';
