import { describe, expect, it } from 'vitest';
import { isNpi, isNpiAt, npiOf } from '../../src/support/npi.js';

describe('an NPI', () => {
  it('has ten digits, the last a check digit', () => {
    expect(isNpi('1234567893')).toBe(true);
    expect(isNpi('1234567890')).toBe(false);
    expect(isNpi('123456789')).toBe(false);
    expect(isNpi('12345678931')).toBe(false);
    expect(isNpi('123456789A')).toBe(false);
    expect(isNpi('')).toBe(false);
  });

  it('has no digits of other scripts, nor letters whose low byte is one', () => {
    expect(isNpi('12345678９3')).toBe(false);
    expect(isNpi('123456789ĳ')).toBe(false);
  });

  it('is told from the bytes around it', () => {
    const bytes = Buffer.from('NM1*XX*1234567893~', 'latin1');
    expect(isNpiAt(bytes, 7, 17)).toBe(true);
    expect(isNpiAt(bytes, 7, 16)).toBe(false);
    expect(isNpiAt(bytes, 8, 18)).toBe(false);
  });

  it('is made of nine digits and their check digit', () => {
    expect(npiOf('123456789')).toBe('1234567893');
    for (const digits of ['100000000', '100000004', '199999999']) expect(isNpi(npiOf(digits))).toBe(true);
  });
});
