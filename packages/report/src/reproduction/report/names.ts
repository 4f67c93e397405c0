/** The tasks as a reader knows them. */
export const taskTitles: Readonly<Record<string, string>> = {
  copy: 'Copy',
  'repeat-copy': 'Repeat copy',
  'associative-recall': 'Associative recall',
  'n-grams': 'Dynamic n-grams',
  'priority-sort': 'Priority sort',
  'copy-stream': 'Stream of copies',
  'few-shot': 'Few-shot classification',
  transduction: 'Transduction',
  dyck: 'Dyck words',
  'graph-traversal': 'Graph traversal',
  'shortest-path': 'Shortest path',
};
