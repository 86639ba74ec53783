import { describe, expect, it } from 'vitest';
import { isNpi } from '../../src/partners/npi.js';

describe('an NPI', () => {
  it('has ten digits, the last a check digit', () => {
    expect(isNpi('1234567893')).toBe(true);
    expect(isNpi('1234567890')).toBe(false);
    expect(isNpi('123456789')).toBe(false);
    expect(isNpi('12345678931')).toBe(false);
    expect(isNpi('123456789A')).toBe(false);
  });
});
