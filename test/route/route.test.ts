import { describe, expect, it } from 'vitest';
import { routeGroup } from '../../src/route/route.js';
import { partner } from '../partners/partners.js';

const GUIDES = [
  { id: '278-request', title: '278-request', guide: '005010X217', transactionSet: '278', functionalGroup: 'HI' },
  { id: '278-response', title: '278-response', guide: '005010X217', transactionSet: '278', functionalGroup: 'HI' },
  { id: '837P', title: '837P', guide: '005010X222A1', transactionSet: '837', functionalGroup: 'HC' },
  { id: '835', title: '835', guide: '005010X221A1', transactionSet: '835', functionalGroup: 'HP' },
  { id: '999', title: '999', guide: '005010X231A1', transactionSet: '999', functionalGroup: 'FA' },
];
const HANDLERS = [
  { name: 'authorizations', guideIds: ['278-request'] },
  { name: 'claims', guideIds: ['837P'] },
];
const profile = partner({
  allowances: [
    { transactionSet: '278', usage: 'T', state: 'testing' },
    { transactionSet: '835', usage: 'T', state: 'approved' },
  ],
});

const route = (
  functionalIdentifier: string,
  version: string,
  who: typeof profile | undefined,
  usage: 'T' | 'P' = 'T',
) => routeGroup({ functionalIdentifier, version }, GUIDES, HANDLERS, who, usage);

describe('a group', () => {
  it('goes to all guides of its version and to who handles one of them', () => {
    expect(route('HI', '005010X217', profile)).toEqual({
      kind: 'guides',
      guideIds: ['278-request', '278-response'],
      handler: 'authorizations',
    });
  });

  it.each([
    ['of an unknown kind', 'XX', '005010X217', 'T', 'group-not-supported'],
    ['of an unknown version', 'HI', '005010X216', 'T', 'group-version-not-supported'],
    ['whose version belongs to another kind', 'HC', '005010X217', 'T', 'group-version-not-supported'],
    ['nobody handles', 'HP', '005010X221A1', 'T', 'group-not-supported'],
    ['the partner never sends', 'HC', '005010X222A1', 'T', 'group-not-allowed'],
    ['the partner only tests', 'HI', '005010X217', 'P', 'group-not-approved'],
  ] as const)('%s is refused', (_what, kind, version, usage, code) => {
    expect(route(kind, version, profile, usage)).toEqual({ kind: 'refused', code });
  });

  it('of inquiries is refused until the option of the partner opens it', () => {
    const id = '005010X215-278-inquiry';
    const guides = [{ id, title: id, guide: '005010X215', transactionSet: '278', functionalGroup: 'HI' }];
    const handlers = [{ name: '278-inquiry', guideIds: [id] }];
    const group = { functionalIdentifier: 'HI', version: '005010X215' };
    const open = { ...profile, options: { ...profile.options, inquiry: 'answer' as const } };
    expect(routeGroup(group, guides, handlers, profile, 'T')).toEqual({ kind: 'refused', code: 'group-not-allowed' });
    expect(routeGroup(group, guides, handlers, open, 'T')).toMatchObject({ kind: 'guides', handler: '278-inquiry' });
    // Open is not yet allowed.
    expect(routeGroup(group, guides, handlers, open, 'P')).toEqual({ kind: 'refused', code: 'group-not-approved' });
    expect(routeGroup(group, guides, handlers, undefined, 'P')).toMatchObject({ kind: 'guides' });
  });

  it('needs neither permission nor a handler when there are no partners', () => {
    expect(route('HC', '005010X222A1', undefined, 'P')).toMatchObject({ kind: 'guides', handler: 'claims' });
    expect(route('HP', '005010X221A1', undefined)).toEqual({ kind: 'guides', guideIds: ['835'], handler: '' });
    expect(route('XX', '005010X217', undefined)).toEqual({ kind: 'refused', code: 'group-not-supported' });
  });

  it('of acknowledgments is taken in, whatever its version', () => {
    expect(route('FA', '005010X231A1', profile)).toEqual({ kind: 'acknowledgments', guideIds: [] });
    expect(route('FA', '005010', undefined)).toEqual({ kind: 'acknowledgments', guideIds: [] });
    // Without partners nobody answers; a 999 is held against its guide.
    expect(route('FA', '005010X231A1', undefined)).toEqual({ kind: 'acknowledgments', guideIds: ['999'] });
  });
});

describe('a group of another release of a guide', () => {
  const adopted = new Map([
    ['005010X222', '005010X222A1'],
    ['005010X231', '005010X231A1'],
    ['005010X220', '005010X220A1'],
  ]);
  const claims = partner({ allowances: [{ transactionSet: '837', usage: 'T', state: 'approved' }] });
  const routed = (kind: string, version: string, treatment: 'refuse' | 'check-as-adopted', who?: typeof profile) =>
    routeGroup({ functionalIdentifier: kind, version }, GUIDES, HANDLERS, who, 'T', { adopted, treatment });

  it('is refused with the name of the adopted one', () => {
    const refusal = { kind: 'refused', code: 'group-version-not-adopted', adopted: '005010X222A1' };
    expect(routed('HC', '005010X222', 'refuse', claims)).toEqual(refusal);
    expect(routed('HC', '005010X222', 'refuse')).toEqual(refusal);
  });

  it('goes where the adopted one goes when the partner may send such', () => {
    const route = { kind: 'guides', guideIds: ['837P'], handler: 'claims' };
    expect(routed('HC', '005010X222', 'check-as-adopted', claims)).toEqual(route);
    expect(routed('HC', '005010X222A1', 'check-as-adopted', claims)).toEqual(route);
    expect(routed('HC', '005010X222', 'check-as-adopted', profile)).toMatchObject({ code: 'group-not-allowed' });
  });

  it('is a version like any other where no guide has the adopted one, or nothing is known of it', () => {
    for (const treatment of ['refuse', 'check-as-adopted'] as const) {
      expect(routed('BE', '005010X220', treatment)).toMatchObject({ code: 'group-not-supported' });
      expect(routed('HC', '005010X231', treatment)).toMatchObject({ code: 'group-version-not-supported' });
      expect(routed('HC', '005010X299', treatment)).toMatchObject({ code: 'group-version-not-supported' });
    }
  });

  it('of acknowledgments is held against the adopted guide only when asked', () => {
    expect(routed('FA', '005010X231', 'check-as-adopted')).toMatchObject({ guideIds: ['999'] });
    expect(routed('FA', '005010X231', 'refuse')).toMatchObject({ guideIds: [] });
  });
});
