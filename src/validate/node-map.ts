/**
 * A few values by node of a guide, in the order they came. Lists and no Map, which would make a new table every few
 * entries: a table that was given up names the one after it, so once a single one has grown old, all that follow stay
 * in memory, with what they hold, until the next full garbage collection. Meant for the few nodes that are open or
 * waited for at once: each look-up goes through all of them.
 */
export class NodeMap<Value> {
  readonly #nodes: number[] = [];
  readonly #values: Value[] = [];

  /** Nodes that have a value. */
  get size(): number {
    return this.#nodes.length;
  }

  get(node: number): Value | undefined {
    const at = this.#find(node);
    return at < 0 ? undefined : this.#values[at];
  }

  /** Gives a node its value, in place of the one it has. */
  set(node: number, value: Value): void {
    const at = this.#find(node);
    if (at >= 0) {
      this.#values[at] = value;
      return;
    }
    this.#nodes.push(node);
    this.#values.push(value);
  }

  /** Takes a node's value away and gives it; undefined when it has none. */
  take(node: number): Value | undefined {
    const at = this.#find(node);
    return at < 0 ? undefined : this.#removed(at);
  }

  /** Takes away the values of all nodes below this one. `parents` are the guide's: of each node the one above it. */
  forgetChildren(parent: number, parents: Int16Array): void {
    for (let at = this.#nodes.length - 1; at >= 0; at--) {
      if (parents[this.#nodes[at]!] === parent) this.#removed(at);
    }
  }

  /** The nodes that have a value now, in the order they got it. */
  nodes(): readonly number[] {
    return [...this.#nodes];
  }

  clear(): void {
    if (this.#nodes.length === 0) return;
    this.#nodes.length = 0;
    this.#values.length = 0;
  }

  /** A loop, since for one or two nodes `indexOf` takes longer. */
  #find(node: number): number {
    const nodes = this.#nodes;
    for (let at = 0; at < nodes.length; at++) if (nodes[at] === node) return at;
    return -1;
  }

  #removed(at: number): Value {
    const value = this.#values[at]!;
    for (let next = at + 1; next < this.#nodes.length; next++) {
      this.#nodes[next - 1] = this.#nodes[next]!;
      this.#values[next - 1] = this.#values[next]!;
    }
    this.#nodes.pop();
    this.#values.pop();
    return value;
  }
}
