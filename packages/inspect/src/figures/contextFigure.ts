import {ArgumentError, requireKeys, requireList, requireNumber, requireText} from '@ntmjs/arguments';
import type {TopLevelSpec} from 'vega-lite';
import {SHARED_COLORS, unitColors} from './colors.js';
import {requireTexts} from './figureArgs.js';
import {OVERLAP} from './heatmap.js';
import {figureHead} from './layout.js';

/** Where one head attends in each of some contexts. */
export interface ContextPanel {
  readonly title: string;
  /** The mean weighting in each context, `[contexts][rows]`, from 0 to 1. */
  readonly weights: readonly (readonly number[])[];
}

export interface ContextFigureArgs {
  /** One for each head, at least one; all with as many rows. */
  readonly panels: readonly ContextPanel[];
  /** The name of each context. */
  readonly contexts: readonly string[];
  /** The title; defaults to `Rows by context`. */
  readonly title?: string | undefined;
}

/** The least mean weight in a context at which a row is drawn. */
const USED = 0.1;

const CELL = {width: 18, height: 9};

/**
 * The memory rows that heads attend to in each of some contexts. Rows are in the order of the contexts in which the first head attends to
 * them most: rows that are labels of contexts are a diagonal. Rows that have less than a tenth of the attention in every context are left
 * out.
 *
 * @param args the weights of each head and the names of the contexts
 * @returns a Vega-Lite specification with its data, for `toSvg` or any Vega-Lite renderer
 * @throws ArgumentError if there is no panel, the numbers of contexts or rows differ, or a weight is not from 0 to 1
 */
export function contextFigure(args: ContextFigureArgs): TopLevelSpec {
  requireContexts(args);
  const {panels, contexts, title = 'Rows by context'} = args;
  const rows = usedRows(panels);
  const colors = unitColors('mean attention');
  const axis = {titleFontSize: 11, labelFontSize: 9, ticks: false, domain: false};
  const names = rows.map(String);
  const views = panels.map((panel, index) => {
    const isLast = index === panels.length - 1;
    return {
      title: panel.title,
      width: CELL.width * contexts.length,
      height: CELL.height * Math.max(1, rows.length),
      view: {fill: colors.zero},
      data: {
        values: contexts.flatMap((context, number) =>
          rows.map((row) => ({context, row: String(row), value: panel.weights[number]![row]!})),
        ),
      },
      mark: {type: 'rect' as const, width: CELL.width + OVERLAP, height: CELL.height + OVERLAP, aria: false},
      encoding: {
        x: {
          field: 'context',
          type: 'nominal' as const,
          sort: [...contexts],
          scale: {paddingInner: 0, paddingOuter: 0},
          axis: {
            ...axis,
            title: isLast ? 'context' : null,
            labels: isLast,
            labelAngle: -90,
            labelFont: 'monospace',
          },
        },
        y: {
          field: 'row',
          type: 'nominal' as const,
          sort: names,
          scale: {paddingInner: 0, paddingOuter: 0},
          axis: {...axis, title: 'memory row', labelFontSize: 7, labelOverlap: true},
        },
        ...colors.encoding,
      },
    };
  });
  return {
    ...figureHead(
      title,
      [
        `${rows.length} rows with at least ${USED} of the attention in a context, in the order of their contexts`,
      ],
      `${title}: the attention to memory rows by context`,
    ),
    spacing: 12,
    resolve: SHARED_COLORS,
    vconcat: views,
  };
}

/** The rows that are drawn, in the order of the contexts in which the first head attends to them most. */
function usedRows(panels: readonly ContextPanel[]): number[] {
  const [first] = panels;
  const count = first!.weights[0]!.length;
  const most = (row: number) => Math.max(...panels.flatMap(({weights}) => weights.map((each) => each[row]!)));
  const contextOf = (row: number) => {
    const weights = first!.weights.map((each) => each[row]!);
    return weights.indexOf(Math.max(...weights));
  };
  return Array.from({length: count}, (_, row) => row)
    .filter((row) => most(row) >= USED)
    .sort((one, other) => contextOf(one) - contextOf(other) || one - other);
}

function requireContexts(args: ContextFigureArgs): void {
  const {panels, contexts, title} = requireKeys('figure', args, ['panels', 'contexts', 'title']);
  requireTexts({title});
  requireList('contexts', contexts, 'a list of at least one name', 1);
  for (const [index, context] of contexts.entries()) requireText(`contexts[${index}]`, context);
  if (new Set(contexts).size < contexts.length) {
    throw new ArgumentError('contexts', 'different names', contexts);
  }
  requireList('panels', panels, 'a list of at least one panel', 1);
  let rows: number | undefined;
  for (const [index, panel] of panels.entries()) {
    const path = `panels[${index}]`;
    const {title, weights} = requireKeys(path, panel, ['title', 'weights']);
    requireText(`${path}.title`, title);
    requireList(`${path}.weights`, weights, 'a list of weights for each context');
    if (weights.length !== contexts.length) {
      throw new ArgumentError(
        `${path}.weights.length`,
        `${contexts.length}, one for each context`,
        weights.length,
      );
    }
    for (const [context, list] of weights.entries()) {
      requireList(`${path}.weights[${context}]`, list, 'a list of a weight for each row', 1);
      rows ??= list.length;
      if (list.length !== rows) {
        throw new ArgumentError(
          `${path}.weights[${context}].length`,
          `${rows}, as of all contexts`,
          list.length,
        );
      }
      for (const [row, weight] of list.entries()) {
        // Sums of rounded weights may be a little above 1.
        requireNumber(`${path}.weights[${context}][${row}]`, weight, {min: 0, max: 1 + 1e-5});
      }
    }
  }
}
