import {ArgumentError, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import type {TopLevelSpec} from 'vega-lite';
import {requireNames} from '../trace/requireTrace.js';
import {timeTicks} from './axes.js';
import {SHARED_COLORS, unitColors, WRONG_COLORS} from './colors.js';
import {requireTexts} from './figureArgs.js';
import {heatmapColumn, type TimeAxis} from './heatmap.js';
import {FIGURE_WIDTH, figureHead, labelWidth, numbered} from './layout.js';
import {channelHeatmap, probabilities, wrongBits} from './panels.js';
import {requireObjects} from './series.js';

/** The targets and outputs of one episode. */
export interface OutputPanel {
  /** The title of the panel, such as `length 20`. */
  readonly title: string;
  /** The network's outputs as logits, `[steps, channels]`. */
  readonly outputs: Float32Array;
  /** `[steps, channels]` */
  readonly targets: Float32Array;
  readonly steps: number;
  readonly channels: number;
  /** 1 at answering steps and 0 at others, `[steps]`. Only answering steps are drawn; defaults to all steps. */
  readonly mask?: Float32Array | undefined;
}

/** The episodes and labels of a figure of outputs. */
export interface OutputPanelsArgs {
  readonly panels: readonly OutputPanel[];
  /** A name for each channel; defaults to their numbers. */
  readonly channelNames?: readonly string[] | undefined;
  /** The title; defaults to `Targets and outputs`. */
  readonly title?: string | undefined;
}

/** The largest width of a step and the space between two panels, in pixels. */
const STEP_WIDTH = 12;
const SPACING = 24;

const BIT_COLORS = unitColors('value (bit or probability)');

/**
 * The answers of a network in several episodes: for each the targets, the outputs as probabilities, and the wrong bits, below each other at
 * the answering steps, which are counted from 0. Episodes are side by side, in several rows if they are too wide.
 *
 * A bit is wrong unless its logit is above 0 for a 1, or at most 0 for a 0.
 *
 * @param args the episodes and the labels
 * @returns a Vega-Lite specification with its data, for `toSvg` or any Vega-Lite renderer
 * @throws ArgumentError if there are no panels, or the arrays of one do not have its sizes or no answering step
 * @see Graves et al. 2014, figures 4, 5 and 8
 */
export function outputPanels(args: OutputPanelsArgs): TopLevelSpec {
  requireOutputPanels(args);
  const {channelNames, title = 'Targets and outputs'} = args;
  const panels = args.panels.map(onlyAnswers);
  const most = Math.max(...panels.map(({steps}) => steps));
  const stepWidth = Math.max(1, Math.min(STEP_WIDTH, Math.floor(FIGURE_WIDTH / most)));
  const widthOf = (panel: OutputPanel) =>
    SPACING + Math.max(panel.steps * stepWidth, ...titleOf(panel).map((line) => 6.5 * line.length));
  return {
    ...figureHead(title, [], `${title} by time step: ${panels.map((panel) => panel.title).join(', ')}`),
    spacing: SPACING,
    resolve: SHARED_COLORS,
    vconcat: wrapped(panels, widthOf, FIGURE_WIDTH + SPACING).map((row) => ({
      spacing: SPACING,
      resolve: SHARED_COLORS,
      hconcat: row.map((panel, column) =>
        panelView(panel, channelNames ?? numbered(panel.channels), stepWidth, column === 0),
      ),
    })),
  };
}

/** The panel at its answering steps only. */
function onlyAnswers(panel: OutputPanel): OutputPanel {
  const {mask, channels, outputs, targets} = panel;
  if (mask === undefined) return panel;
  const answers = (values: Float32Array) =>
    values.filter((_, index) => mask[Math.floor(index / channels)] !== 0);
  const steps = mask.filter((answering) => answering !== 0).length;
  return {...panel, steps, outputs: answers(outputs), targets: answers(targets)};
}

/** Splits a list into lists whose sizes sum to at most `most`. */
function wrapped<T>(items: readonly T[], sizeOf: (item: T) => number, most: number): T[][] {
  const lists: T[][] = [];
  let size = Infinity;
  for (const item of items) {
    size += sizeOf(item);
    if (size > most) {
      lists.push([]);
      size = sizeOf(item);
    }
    lists.at(-1)!.push(item);
  }
  return lists;
}

/** The title of a panel with its number of wrong bits. */
function titleOf({title, outputs, targets}: OutputPanel): string[] {
  const count = wrongBits(outputs, targets).reduce((sum, wrong) => sum + wrong, 0);
  return [title, `${count} of ${targets.length} bits wrong`];
}

/** Targets, outputs and wrong bits below each other. */
function panelView(panel: OutputPanel, names: readonly string[], stepWidth: number, first: boolean) {
  const {steps, outputs, targets} = panel;
  const spans = [{from: 0, to: steps - 1}];
  const ticks = timeTicks(steps, stepWidth);
  const time: TimeAxis = {steps, stepWidth, ticks, marks: [], labelWidth: first ? labelWidth(names) : 0};
  const parts = {
    targets: {values: targets, colors: BIT_COLORS},
    outputs: {values: probabilities(outputs), colors: BIT_COLORS},
    'wrong bits': {values: wrongBits(outputs, targets), colors: WRONG_COLORS},
  };
  const heatmaps = Object.entries(parts).map(([part, values]) => {
    const heatmap = channelHeatmap({...values, names, spans});
    return {...heatmap, rowTitle: first ? part : null, rowTicks: first ? heatmap.rowTicks : []};
  });
  return {title: titleOf(panel), ...heatmapColumn(heatmaps, time)};
}

function requireOutputPanels(args: OutputPanelsArgs): void {
  const {panels, channelNames, title} = requireKeys('figure', args, ['panels', 'channelNames', 'title']);
  requireTexts({title});
  if (channelNames !== undefined) requireNames('channelNames', channelNames);
  for (const [index, panel] of requireObjects('panels', panels).entries()) {
    const path = `panels[${index}]`;
    const {steps, channels, outputs, targets, mask} = panel;
    requireTexts({[`${path}.title`]: panel.title ?? null});
    requirePositiveInteger(`${path}.steps`, steps);
    requirePositiveInteger(`${path}.channels`, channels);
    for (const [name, values] of Object.entries({outputs, targets})) {
      requireArray(`${path}.${name}`, values, [steps, channels]);
    }
    if (channelNames !== undefined && channelNames.length !== channels) {
      throw new ArgumentError(
        'channelNames',
        `${channels} names, as many as ${path} has channels`,
        channelNames,
      );
    }
    if (mask === undefined) continue;
    requireArray(`${path}.mask`, mask, [steps]);
    if (!mask.some((answers) => answers !== 0))
      throw new ArgumentError(`${path}.mask`, '1 at one or more steps', mask);
  }
}

function requireArray(argument: string, values: Float32Array, sizes: readonly number[]): void {
  if (values instanceof Float32Array && values.length === sizes.reduce((a, b) => a * b)) return;
  throw new ArgumentError(argument, `a Float32Array of [${sizes.join(', ')}]`, values?.length ?? values);
}
