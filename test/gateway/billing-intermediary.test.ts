import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LinkTerms } from '../../src/partners/profile.js';
import type { PartnerChange } from '../../src/store/ledger.js';
import { isNpi } from '../../src/support/npi.js';
import { caseInput, Installation, numbered, pendedRequests } from './installation.js';

/** What the two cases name as provider. */
const NPI_OF_CASES = '1887004129';
const HUB = 'pineridge';
const now = new Date();
const daysFromNow = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);

interface Provider {
  readonly location: string;
  readonly npi: string;
  readonly terms: Partial<LinkTerms> | undefined;
  /** Whether the intermediary may act for it: in a 278, and in an 837. */
  readonly counts: { readonly '278': boolean; readonly '837': boolean };
}

/** The nth invented provider of the payer's form. */
function provider(at: number, terms: Partial<LinkTerms> | undefined, in278: boolean, in837: boolean): Provider {
  const letters = String.fromCharCode(65 + Math.floor(at / 26), 65 + (at % 26));
  const stem = `17000${String(at).padStart(4, '0')}`;
  const npi = Array.from({ length: 10 }, (_, digit) => `${stem}${digit}`).find(isNpi)!;
  return { location: `CLINIC${letters}01`, npi, terms, counts: { '278': in278, '837': in837 } };
}

const FORTY = Array.from({ length: 40 }, (_, at) => provider(at, {}, true, true));
const ENDED = provider(40, {}, false, false);
const OTHERS = [
  ENDED,
  provider(41, { to: daysFromNow(-2) }, false, false),
  provider(42, { from: daysFromNow(2) }, false, false),
  provider(43, { transactions: ['278'] }, true, false),
  provider(44, { transactions: ['837'], from: daysFromNow(-2), to: daysFromNow(2) }, false, true),
  provider(45, undefined, false, false),
];
const ALL = [...FORTY, ...OTHERS];

/** A file with the first set of a case once for each provider, in order. */
function fileFor(text: string, controlNumber: number): string {
  const set = text.match(/ST\*.*?~SE\*\d+\*\d+~/s)![0];
  const sets = ALL.map(({ npi }, at) =>
    set
      .replaceAll(NPI_OF_CASES, npi)
      .replace(/(ST\*\d+\*|SE\*\d+\*)\d{4}/g, `$1${String(at + 1).padStart(4, '0')}`)
      // Claims and requests of their own.
      .replaceAll(/(CLM\*|TRN\*1\*)PRC/g, `$1P${at}`),
  );
  const head = text.slice(0, text.indexOf('ST*'));
  const tail = text.slice(text.indexOf('GE*')).replace(/^GE\*\d+/, `GE*${sets.length}`);
  return numbered(head + sets.join('') + tail, controlNumber);
}

let installation: Installation;
beforeEach(async () => {
  installation = await new Installation().prepare();
  const changes = ALL.flatMap(({ location: id, npi, terms }): PartnerChange[] => {
    if (terms === undefined) return [];
    const location = { id, providerId: id.slice(0, 8), serviceLocation: '01' };
    return [{ kind: 'link', partnerId: HUB, provider: { location, npis: [npi], ...terms } }];
  });
  await installation.withLedger((ledger) => ledger.changePartners(changes, 'test', now.toISOString()));
});
afterEach(() => installation.remove());

const unlink = () =>
  installation.withLedger((ledger) => ledger.removeLink(HUB, ENDED.location, 'test', new Date().toISOString()));

describe('a billing intermediary with forty linked providers', () => {
  it('sends 278 requests for each of them, and gets AAA 41 for whoever is not linked then or for that', async () => {
    await unlink();
    installation.drop('requests.x12', fileFor(pendedRequests(), 701));
    await installation.runOnce();
    const refused = await installation.withLedger((ledger) =>
      ledger
        .answersOf(1)
        .filter(({ type }) => type === '278')
        .flatMap(
          ({ id }) =>
            Buffer.from(ledger.answerBytes(id)!)
              .toString('latin1')
              .match(/ST\*278.*?~SE\*/gs)!,
        )
        .map((response) => response.includes('AAA*N**41*')),
    );
    expect(refused).toEqual(ALL.map(({ counts }) => !counts['278']));
  });

  it('sends 837 claims for each of them, and gets A8:496:85 for whoever is not linked then or for that', async () => {
    await unlink();
    installation.drop('claims.x12', fileFor(caseInput('837p-three-claims'), 702));
    await installation.runOnce();
    const claims = await installation.withLedger((ledger) => ledger.claims({ submissionId: 1 }, 0, 1_000).rows);
    expect(claims).toHaveLength(3 * ALL.length);
    for (const { set, verdict } of claims) {
      const { location, counts } = ALL[set]!;
      expect(verdict.accepted, location).toBe(counts['837']);
      if (!counts['837']) expect(JSON.stringify(verdict), location).toMatch(/A8.*496.*85/);
    }
  });

  it('may no longer act for a provider that unlinks it while a file is received and not applied yet', async () => {
    installation.drop('claims.x12', fileFor(caseInput('837p-three-claims'), 703));
    await installation.runOnce({
      observe: async (step) => {
        if (step === 'examined') await unlink();
      },
    });
    const claims = await installation.withLedger((ledger) => ledger.claims({ submissionId: 1 }, 0, 1_000).rows);
    const ofEnded = claims.filter(({ set }) => ALL[set] === ENDED);
    expect(ofEnded.map(({ verdict }) => verdict.accepted)).toEqual([false, false, false]);
  });
});
