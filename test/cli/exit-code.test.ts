import { describe, expect, it } from 'vitest';
import { worstOf } from '../../src/cli/exit-code.js';

describe('the exit code of several files', () => {
  it('is the worst in the order 3, 2, 1, 4, 0', () => {
    expect(worstOf([0, 4, 1, 2, 3])).toBe(3);
    expect(worstOf([0, 4, 1, 2])).toBe(2);
    expect(worstOf([0, 4, 1])).toBe(1);
    expect(worstOf([0, 4])).toBe(4);
    expect(worstOf([0, 0])).toBe(0);
    expect(worstOf([])).toBe(0);
  });
});
