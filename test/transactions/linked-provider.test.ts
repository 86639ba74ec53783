import { describe, expect, it } from 'vitest';
import { linkProvider } from '../../src/transactions/linked-provider.js';
import { payer, profile } from '../support/applying.js';

const link = (npi: string, location = '', senderId = 'PINERIDGE') =>
  linkProvider({ npi, location }, { profile, payer, senderId, applicationSender: 'PINERIDGE' });

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

  it('is none of several locations with one NPI, unless the submitter is one of them', () => {
    const twice = profile.providers.map((provider) => ({ ...provider, npis: ['1600003036'] }));
    const two = (senderId: string, applicationSender = 'X1') =>
      linkProvider(
        { npi: '1600003036', location: '' },
        { profile: { providers: twice }, payer, senderId, applicationSender },
      );
    expect(two('110099999Z')).toEqual({ kind: 'ambiguous' });
    expect(two('110054321B     ')).toEqual({ kind: 'linked', location: '110054321B' });
    expect(two('110099999Z', '110012345A')).toEqual({ kind: 'linked', location: '110012345A' });
  });

  it('has no valid id when it is neither', () => {
    expect(link('')).toEqual({ kind: 'invalid' });
    expect(link('1600003037')).toEqual({ kind: 'invalid' });
    expect(link('', '12345')).toEqual({ kind: 'invalid' });
  });
});
