import { describe, expect, it } from 'vitest';
import { NodeMap } from '../../src/validate/node-map.js';

/** Nodes 1 and 2 stand below the set, 3 and 4 in loop 2. */
const PARENTS = Int16Array.of(-1, 0, 0, 2, 2);

function filled(...nodes: number[]): NodeMap<string> {
  const map = new NodeMap<string>();
  for (const node of nodes) map.set(node, `value of ${node}`);
  return map;
}

describe('values by node', () => {
  it('gives what a node was given last', () => {
    const map = filled(3, 1);
    map.set(3, 'another');
    expect(map.get(3)).toBe('another');
    expect(map.get(1)).toBe('value of 1');
    expect(map.get(2)).toBeUndefined();
    expect(map.size).toBe(2);
  });

  it('takes a value away once, and leaves the others in their order', () => {
    const map = filled(4, 1, 3, 2);
    expect(map.take(1)).toBe('value of 1');
    expect(map.take(1)).toBeUndefined();
    expect(map.nodes()).toEqual([4, 3, 2]);
    expect(map.get(2)).toBe('value of 2');
  });

  it('forgets the nodes right below one that has ended, and no others', () => {
    const map = filled(3, 1, 4, 2);
    map.forgetChildren(2, PARENTS);
    expect(map.nodes()).toEqual([1, 2]);
    expect(map.get(2)).toBe('value of 2');
  });

  it('is empty after it was cleared', () => {
    const map = filled(1, 2);
    map.clear();
    expect(map.size).toBe(0);
    expect(map.get(1)).toBeUndefined();
  });
});
