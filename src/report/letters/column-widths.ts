/**
 * Widths of a table's columns: as wide as their widest cell where that fits, else what is too much is taken from the
 * columns that can break their words, the widest first, and only then from all. One unit for all figures.
 *
 * @param natural width of the widest cell of each column
 * @param least width of the longest word of each column, at most `natural`
 * @param available width of all columns together, at least one for each column
 */
export function columnWidths(natural: readonly number[], least: readonly number[], available: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  for (const floor of [least, natural.map(() => 1)]) {
    while (excess > 0) {
      const slack = widths.map((width, column) => width - floor[column]!);
      const widest = slack.indexOf(Math.max(...slack));
      const taken = Math.min(excess, 1, slack[widest]!);
      if (taken <= 0) break;
      widths[widest]! -= taken;
      excess -= taken;
    }
  }
  return widths;
}
