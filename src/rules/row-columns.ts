import { type CompiledGuide, ElementKind } from '../guides/compiled.js';
import type { PathExpression } from './expression.js';
import { MOST_COLUMNS } from './memory.js';
import { type ResolvedPath, specificationAt } from './paths.js';
import type { Column } from './program.js';

/** The columns that a rule with `each` reads of a row; column 0 is the value itself. */
export class RowColumns {
  readonly columns: Column[] = [{ element: 0, component: -1 }];
  readonly #guide: CompiledGuide;
  readonly #each: ResolvedPath;

  constructor(guide: CompiledGuide, each: ResolvedPath) {
    this.#guide = guide;
    this.#each = each;
  }

  /** The column a path `value` or `this...` means, or why it means none. */
  column(path: PathExpression): { readonly column: number; readonly isNumeric: boolean } | string {
    if (path.base === 'value') return { column: 0, isNumeric: this.#each.isNumeric };
    const { segment, element, component } = path;
    if (segment === '') {
      if (component < 1) return 'the component has no number';
      return this.#add({ element: 0, component });
    }
    if (element < 1 || component < 0) return 'one element of the segment is needed';
    for (const { node } of this.#each.targets) {
      if (this.#guide.ids[node] !== segment) return `the value stands in ${this.#guide.ids[node]}`;
      if (specificationAt(this.#guide, node, element, component) < 0) return 'the guide has no such element';
    }
    return this.#add({ element, component });
  }

  #add(wanted: Column): { readonly column: number; readonly isNumeric: boolean } | string {
    let column = this.columns.findIndex(
      (one, index) => index > 0 && one.element === wanted.element && one.component === wanted.component,
    );
    if (column < 0) column = this.columns.push(wanted) - 1;
    if (column >= MOST_COLUMNS) return `a rule reads at most ${MOST_COLUMNS} elements of a row`;
    return { column, isNumeric: this.#isNumeric(wanted) };
  }

  #isNumeric({ element, component }: Column): boolean {
    return this.#each.targets.every(({ node, from }) => {
      const specification = specificationAt(this.#guide, node, element === 0 ? from : element, component);
      const kind = specification < 0 ? undefined : this.#guide.specs.kind[specification];
      return kind === ElementKind.N0 || kind === ElementKind.R;
    });
  }
}
