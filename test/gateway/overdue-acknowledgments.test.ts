import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { metricsText } from '../../src/operations/metrics/figures.js';
import { PartnerFolders } from '../../src/operations/metrics/partner-folders.js';
import { DEFAULT_OPTIONS } from '../../src/partners/profile.js';
import type { Ledger } from '../../src/store/ledger.js';
import { Installation, numbered, pendedRequests } from './installation.js';
import { published, publishFile } from './published-files.js';

let installation: Installation;
let files = 500;

beforeEach(async () => {
  installation = await new Installation().prepare();
});
afterEach(() => installation.remove());

const LATER = '2999-01-01T00:00:00.000Z';

/** Sets the partner's option. */
async function expectOf(ledger: Ledger, expectAcknowledgment: string): Promise<void> {
  const { providers, allowances: _allowances, hold: _hold, ...facts } = ledger.partner(installation.partner)!;
  const options = { ...DEFAULT_OPTIONS, expectAcknowledgment };
  await ledger.putPartner({ ...facts, options, npis: providers[0]!.npis }, 'test', new Date().toISOString());
}

/** Drops an interchange of the partner, production, with this body. */
function drop(body: string, groups: number): void {
  const controlNumber = String(++files).padStart(9, '0');
  const [isa = ''] = numbered(pendedRequests(), files).split('~');
  const header = isa.replace(/\*1\*T\*:$/, '*0*P*:');
  installation.drop(`${files}.x12`, `${header}~${body}IEA*${groups}*${controlNumber}~`);
}

const about = (number: number, kind: string, guide: string) =>
  `GS*FA*PRCLINIC01*PAYER*20260105*1200*7*X*005010X231A1~ST*999*0001*005010X231A1~AK1*${kind}*${number}*${guide}~` +
  'AK2*835*0001~IK5*A~AK9*A*1*1*1~SE*5*0001~GE*1*7~';

describe('what a partner is expected to acknowledge', () => {
  it('is overdue after its time, by partner and type, until its 999 comes or somebody waives it', async () => {
    await installation.withLedger((ledger) => expectOf(ledger, '835:24h'));
    const files = [
      published({ controlNumber: 801 }),
      published({ controlNumber: 802 }),
      published({ controlNumber: 803, guide: '005010X220A1-834' }),
    ];
    publishFile(installation, 'a.x12', files.join(''));
    await installation.runOnce();
    const question = { now: LATER, lettersBefore: LATER, documentsBefore: LATER, most: 10 };
    await installation.withLedger(async (ledger) => {
      expect(ledger.overdueAcknowledgments(new Date().toISOString(), 0, 10).rows).toEqual([]);
      const { rows, next } = ledger.overdueAcknowledgments(LATER, 0, 1);
      expect(rows).toMatchObject([{ submissionNumber: 'S00000001', type: '835', ordinal: 1, partnerId: 'pineridge' }]);
      expect(Date.parse(rows[0]!.dueAt) - Date.parse(rows[0]!.deliveredAt)).toBe(24 * 3_600_000);
      expect(ledger.overdueAcknowledgments(LATER, next!, 10).rows).toMatchObject([{ type: '835', ordinal: 2 }]);
      expect(ledger.attention(question)).toMatchObject([
        { kind: 'acknowledgment-overdue', key: 'pineridge.835', subject: 'pineridge 835' },
      ]);
    });
    drop(about(801, 'HP', '005010X221A1'), 1);
    await installation.runOnce();
    await installation.withLedger(async (ledger) => {
      expect(ledger.acknowledgments('matched', 0, 10).rows).toMatchObject([
        { kind: '999', controlNumber: 801, answerSubmission: 'S00000001', answerType: '835' },
      ]);
      expect(ledger.overdueAcknowledgments(LATER, 0, 10).rows).toMatchObject([{ ordinal: 2 }]);
      await expectOf(ledger, 'off');
      expect(ledger.overdueAcknowledgments(LATER, 0, 10).rows).toEqual([]);
      await expectOf(ledger, '835:48h');
      const answers = ledger.answersOf(1);
      await ledger.waiveAcknowledgments(answers, 'they have it', 'operator', LATER);
      expect(ledger.attention(question)).toEqual([]);
      await expect(ledger.waiveAcknowledgments(answers, '', 'operator', LATER)).rejects.toMatchObject({
        code: 'acknowledgment-not-expected',
      });
      expect(ledger.check()).toEqual([]);
    });
  });

  it('is matched to what was published, also when an answer of ours has the number', async () => {
    installation.drop('requests.x12', numbered(pendedRequests(), 400));
    await installation.runOnce();
    publishFile(installation, 'a.x12', published({ controlNumber: 1 }));
    await installation.runOnce();
    drop(`TA1*000000001*260105*1201*A*000~${about(1, 'HP', '005010X221A1')}`, 1);
    drop(about(1, 'BE', '005010X220A1'), 1);
    await installation.runOnce();
    await installation.withLedger((ledger) => {
      expect(ledger.acknowledgments('matched', 0, 10).rows).toMatchObject([
        { kind: 'ta1', answerSubmission: 'S00000002', answerType: '835' },
        { kind: '999', answerSubmission: 'S00000002', answerType: '835' },
      ]);
      expect(ledger.acknowledgments('exception', 0, 10).rows).toMatchObject([{ kind: '999', controlNumber: 1 }]);
    });
  });
});

describe('what a partner’s application says', () => {
  it('is matched by group (824) or batch (277CA), and never acknowledged', async () => {
    const status = published({ controlNumber: 902, guide: '005010X212-277' });
    publishFile(installation, 'a.x12', published({ controlNumber: 901, guide: '005010X220A1-834' }) + status);
    await installation.runOnce();
    const reference = /~BHT\*[^*]*\*[^*]*\*([^*~]+)/.exec(status)![1]!;
    const sent = installation.outboxNames();
    const advice = (oti: string) =>
      `GS*AG*PRCLINIC01*NLHP00042*20260105*1200*7*X*005010X186A1~ST*824*0001*005010X186A1~BGN*11*1*20260105~` +
      `${oti}SE*${oti.split('~').length + 2}*0001~GE*1*7~`;
    const claims = (about: string, action: string) =>
      `GS*HN*PRCLINIC01*NLHP00042*20260105*1200*8*X*005010X214~ST*277*0001*005010X214~BHT*0085*08*1*20260105*1200*TH~` +
      `HL*1**20*1~TRN*1*X~HL*2*1*21*0~TRN*2*${about}~STC*A8:496:85*20260105*${action}*0~SE*8*0001~GE*1*8~`;
    const refusal = 'OTI*TR*TN*1******901*0001*834~TED*024*BAD~'.replace('1******901', '1*****901');
    drop(advice(refusal) + claims(reference, 'WQ'), 2);
    drop(claims('NOTHINGOFOURS', 'U') + advice('OTI*TA*TN*1*****901*0001*834~'), 2);
    drop(advice(''), 1);
    await installation.runOnce();
    await installation.withLedger((ledger) => {
      const all = (['matched', 'refused', 'exception'] as const).map((state) =>
        ledger
          .acknowledgments(state, 0, 10)
          .rows.map(({ kind, code, reason, answerType }) => [kind, code, reason, answerType]),
      );
      expect(all.map((rows) => rows.sort())).toEqual([
        [
          ['277ca', 'WQ', '', '277'],
          ['824', 'TA', '', '834'],
        ],
        [['824', 'TR', '', '834']],
        [
          ['277ca', 'U', 'reference-unknown', ''],
          ['824', '', 'damaged', ''],
        ],
      ]);
      const [refused] = ledger.acknowledgments('refused', 0, 10).rows;
      expect(refused).toMatchObject({ notes: ['024'], sets: [{ number: '0001', code: 'TR' }], setsRefused: 1 });
      const files = ledger.submissions({ partnerId: installation.partner }, 0, 10).rows;
      expect(files.map(({ disposition }) => disposition)).toEqual(Array(3).fill('acknowledgments'));
    });
    expect(installation.outboxNames()).toEqual(sent);
  });
});

describe('figures of what waits for a partner', () => {
  it('tell a held partner’s answers apart, and count what is overdue', async () => {
    await installation.withLedger(async (ledger) => {
      await expectOf(ledger, '835:1h');
    });
    publishFile(installation, 'a.x12', published({ controlNumber: 801 }));
    await installation.runOnce();
    await installation.withLedger(async (ledger) => {
      const now = new Date(Date.now() + 7_200_000);
      await ledger.changePartners(
        [{ kind: 'hold', partnerId: installation.partner, reason: '' }],
        'test',
        now.toISOString(),
      );
      await ledger.redeliverAnswers([ledger.answersOf(1)[0]!.id], 'test', new Date().toISOString());
      const watched = {
        ledger,
        clock: { now: () => now },
        version: '1',
        dataDirectory: installation.folder.root,
        partners: () => ledger.partners().map(({ id }) => ({ id, ...installation.folder.partner(id) })),
        sftpServers: () => [],
        loops: () => [],
        troubles: () => [],
        alertCounts: () => [],
        holdsLock: async () => true,
        scanMilliseconds: () => 1,
      };
      const text = await metricsText(watched, new PartnerFolders());
      expect(text).toContain('x12gw_oldest_undelivered_answer_seconds{partner="pineridge"} 0\n');
      expect(Number(/x12gw_oldest_held_answer_seconds\{partner="pineridge"\} ([\d.]+)/.exec(text)![1])).toBeGreaterThan(
        7_000,
      );
      expect(text).toContain('x12gw_acknowledgments_overdue{partner="pineridge",type="835"} 1\n');
    });
  });
});
