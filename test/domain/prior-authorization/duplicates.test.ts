import { describe, expect, it } from 'vitest';
import { duplicateQueryOf } from '../../../src/domain/prior-authorization/duplicates.js';
import { lineWith, requestWith } from '../../support/prior-authorization.js';

describe('the question for possible duplicates', () => {
  it('names member, location, procedures and days, but not the PA itself', () => {
    const lines = [lineWith(), lineWith({ procedureCode: '' })];
    expect(duplicateQueryOf(requestWith({ lines }), '1000000001')).toEqual({
      environment: 'production',
      memberId: '100200300400',
      location: '110012345A',
      lines: [{ procedureCode: 'E0143', from: '2026-02-01', to: '2026-04-30' }],
      except: '1000000001',
    });
  });

  it('is not asked when nothing could be the same', () => {
    const { member, requestingProvider } = requestWith();
    expect(duplicateQueryOf(requestWith({ member: { ...member, memberId: '' } }), '')).toBeUndefined();
    expect(
      duplicateQueryOf(requestWith({ requestingProvider: { ...requestingProvider, location: '' } }), ''),
    ).toBeUndefined();
    expect(duplicateQueryOf(requestWith({ lines: [lineWith({ requestedFrom: '' })] }), '')).toBeUndefined();
  });
});
