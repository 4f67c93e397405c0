/** A figure of a report. */
export interface ReportFigure {
  /** The name of its file, without `.svg`. */
  readonly name: string;
  readonly caption: string;
  readonly svg: string;
}

/** What a report has of the runs of a model on a task that only trained models give. */
export interface ModelDrawings {
  /** Those of the median seed, in the order of the paper's. */
  readonly figures: readonly ReportFigure[];
  /** The rows of the table of contexts, cell by cell; none for a task without contexts. */
  readonly contexts: readonly (readonly string[])[];
}
