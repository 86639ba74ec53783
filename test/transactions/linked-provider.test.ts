import { describe, expect, it } from 'vitest';
import { linkProvider } from '../../src/transactions/linked-provider.js';
import { payer, profile } from '../support/applying.js';

const link = (npi: string, location = '') => linkProvider({ npi, location }, profile, payer);

describe('the provider a submitter speaks for', () => {
  it('is found by NPI or by provider ID and service location', () => {
    expect(link('1600003036')).toEqual({ kind: 'linked', location: '110012345A' });
    expect(link('', '110054321B')).toEqual({ kind: 'linked', location: '110054321B' });
  });

  it('is not linked when nobody registered its NPI, or the location belongs to somebody else', () => {
    expect(link('1600005056')).toEqual({ kind: 'not-linked' });
    expect(link('', '110099999C')).toEqual({ kind: 'not-linked' });
  });

  it('is not linked when NPI and location do not belong together', () => {
    expect(link('1600003036', '110054321B')).toEqual({ kind: 'not-linked' });
  });

  it('has no valid id when it is neither', () => {
    expect(link('')).toEqual({ kind: 'invalid' });
    expect(link('1600003037')).toEqual({ kind: 'invalid' });
    expect(link('', '12345')).toEqual({ kind: 'invalid' });
  });
});
