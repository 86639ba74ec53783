import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SetOutcome } from '../../src/envelope/outcome.js';
import type { Finding } from '../../src/findings/finding.js';
import { is999Due, render999 } from '../../src/respond/acknowledgment-999.js';
import { settleGroup, settleInterchange, settleSet } from '../../src/respond/outcome.js';
import { replyAddress, replyTime } from '../../src/respond/reply-envelope.js';
import { renderSetAcknowledgment } from '../../src/respond/set-acknowledgment.js';
import { isTa1Due, renderTa1 } from '../../src/respond/ta1.js';
import { finding, group, header, options, place, set } from './builders.js';

const CASES = new URL('../../fixtures/cases/', import.meta.url);

function caseFile(slug: string, name: string): string | undefined {
  const file = new URL(`${slug}/${name}`, CASES);
  return existsSync(file) ? readFileSync(file, 'latin1') : undefined;
}

function caseJson<T>(slug: string, name: string, otherwise: T): T {
  const text = caseFile(slug, name);
  return text === undefined ? otherwise : (JSON.parse(text) as T);
}

/** What pass 1 would have found in a case's input, by hand. */
interface Judged {
  readonly interchange?: readonly Finding[];
  readonly group?: readonly Finding[];
  readonly sets?: readonly (readonly Finding[])[];
  readonly functionalIdentifier?: string;
  readonly version?: string;
}

const businessUnit = { name: 'SUBSCRIBER NAME NM109', value: 'NL700100412' };
const countMismatch = finding('group', '5', { code: 'group-set-count-mismatch', place: place({ segmentPosition: 0 }) });
const trailerMismatch = finding('interchange', '001', { code: 'trailer-control-number-mismatch' });

const JUDGED: Readonly<Record<string, Judged>> = {
  '278-clean': { sets: [[], []] },
  'sender-id-too-short': { interchange: [finding('interchange', '006', { code: 'sender-id-invalid' })] },
  'trailer-control-number-refused': { interchange: [trailerMismatch], sets: [[]] },
  'trailer-control-number-forgiven': { interchange: [trailerMismatch], sets: [[]] },
  '278-second-set-refused': {
    sets: [
      [],
      [
        finding('segment', '3', { place: place({ segmentId: 'UM', segmentPosition: 12 }), businessUnit }),
        finding('element', '7', {
          place: place({ segmentId: 'DMG', segmentPosition: 9, element: 3, dataElement: '1068' }),
          value: 'Z',
          businessUnit,
        }),
      ],
      [],
    ],
  },
  'set-count-refused': { group: [countMismatch], sets: [[], []] },
  'set-count-tolerated': { group: [countMismatch], sets: [[], []] },
  '837p-three-claims': { sets: [[]], functionalIdentifier: 'HC', version: '005010X222A1' },
};

/** The TA1 and 999 of a case, made from its input's envelope and the findings above. */
function answers(slug: string): { readonly ta1: string | undefined; readonly acknowledgment: string | undefined } {
  const judged = JUDGED[slug]!;
  const facts = caseJson(slug, 'case.json', { answered: '', firstControlNumber: 0 });
  const partner = options(caseJson(slug, 'options.json', {}));
  const input = caseFile(slug, 'input.x12')!;
  const isa = input.split('~')[0]!.split('*');
  const gs = input.split('~')[1]!.split('*');
  const ge = /GE\*(\d+)\*/.exec(input)!;
  const received = header({
    form: isa[6]!.length === 15 ? 'strict' : 'tolerant',
    senderId: isa[6]!,
    controlNumber: isa[13]!,
    date: isa[9]!,
    time: isa[10]!,
    acknowledgmentRequested: isa[14] === '1',
  });
  const sets = (judged.sets ?? []).map((findings, index): SetOutcome => {
    const settled = settleSet(findings, partner);
    const version = judged.version ?? '005010X217';
    const transactionSet = judged.functionalIdentifier === 'HC' ? '837' : '278';
    const controlNumber = String(index + 1).padStart(4, '0');
    return set({ ...settled, findings, transactionSet, controlNumber, implementationReference: version });
  });
  const tally = {
    findings: judged.group ?? [],
    setsIncluded: Number(ge[1]),
    setsReceived: sets.length,
    accepted: sets.filter((one) => one.status === 'A').length,
    acceptedWithErrors: 0,
    rejected: sets.filter((one) => one.status === 'R').length,
  };
  const groups = [
    group({
      ...settleGroup(tally, partner),
      functionalIdentifier: gs[1]!,
      applicationSender: gs[2]!,
      applicationReceiver: gs[3]!,
      controlNumber: gs[6]!,
      version: gs[8]!,
      setsIncluded: tally.setsIncluded,
      setsReceived: tally.setsReceived,
      findings: tally.findings,
    }),
  ];
  const { acknowledgment, note } = settleInterchange(judged.interchange ?? [], partner);
  const outcome = {
    header: received,
    acknowledgment,
    groups,
    receivedAcknowledgments: [],
    isAcknowledgmentOnly: false,
  };
  const at = replyTime(new Date(facts.answered), 'America/New_York');
  const address = replyAddress(received, note, {
    payer: { qualifier: 'ZZ', id: 'NLHP00042' },
    profile: { interchangeQualifier: 'ZZ', interchangeId: 'PRCLINIC01' },
  });
  let next = facts.firstControlNumber;
  const ta1 = isTa1Due(outcome, partner)
    ? renderTa1({ header: received, acknowledgment, note, address, controlNumber: next++, at })
    : undefined;
  const setsOf = () => sets.map((one) => ({ acknowledgment: renderSetAcknowledgment(one, partner) }));
  const text = is999Due(outcome)
    ? [...render999({ groups, setsOf, options: partner, address, controlNumber: next, at })].join('')
    : undefined;
  return { ta1, acknowledgment: text };
}

describe('the acknowledgments of the worked cases', () => {
  it.each(Object.keys(JUDGED))('are those on file, byte for byte: %s', (slug) => {
    const { ta1, acknowledgment } = answers(slug);
    expect(ta1).toBe(caseFile(slug, 'expected.ta1.x12'));
    expect(acknowledgment).toBe(caseFile(slug, 'expected.999.x12'));
  });

  it('are files on one line whose ISA is 106 bytes', () => {
    for (const slug of Object.keys(JUDGED)) {
      for (const name of ['expected.ta1.x12', 'expected.999.x12']) {
        const text = caseFile(slug, name);
        if (text === undefined) continue;
        expect(text).not.toMatch(/[\r\n]/);
        expect(text.indexOf('~')).toBe(105);
      }
    }
  });
});
