import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings/finding.js';
import { compileGuide } from '../../src/guides/compile.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import { render999 } from '../../src/respond/acknowledgment-999.js';
import { settleGroup, settleSet } from '../../src/respond/outcome.js';
import { replyAddress } from '../../src/respond/reply-envelope.js';
import { renderSetAcknowledgment } from '../../src/respond/set-acknowledgment.js';
import { SetValidator } from '../../src/validate/set-validator.js';
import { OUTBOUND_DELIMITERS } from '../../src/x12/delimiters.js';
import { Tokenizer } from '../../src/x12/tokenizer.js';
import { finding, group, header, options, place, set } from './builders.js';

const GUIDE = '005010X231A1-999';
const schemas = loadSchemas(defaultSchemasRoot());
const guide = compileGuide(schemas.guide(GUIDE), schemas);
const validator = new SetValidator({
  compiled: () => guide,
  findings: schemas.findings,
  segmentDirectory: schemas.segmentDirectory,
});

/** What our own validator finds wrong with an interchange of 999s, and how many sets it saw. */
function check(text: string): { readonly wrong: readonly string[]; readonly sets: number } {
  const wrong: string[] = [];
  let sets = 0;
  let isInside = false;
  const tokenizer = new Tokenizer({
    header(token) {
      if (token.form !== 'strict') wrong.push('the header is not strict');
    },
    segment(segment) {
      if (segment.id === 'ST') {
        isInside = true;
        validator.begin([GUIDE], OUTBOUND_DELIMITERS);
      }
      if (isInside) validator.segment(segment);
      if (segment.id !== 'SE') return;
      isInside = false;
      sets++;
      for (const { code, severity, place } of validator.end().findings) {
        if (severity === 'reject') wrong.push(`${code} at ${place.segmentId}${place.element ?? ''}`);
      }
    },
    stray: () => wrong.push('stray bytes'),
    oversize: () => wrong.push('oversize'),
    cut: () => wrong.push('cut'),
  });
  tokenizer.push(Buffer.from(text, 'latin1'));
  tokenizer.end();
  return { wrong, sets };
}

/** Any text a sender's file may hold, one character a byte. */
const sent = fc
  .uint8Array({ maxLength: 150 })
  .map((bytes) => String.fromCharCode(...bytes))
  .filter((text) => text !== '');
const segmentId = fc.constantFrom('NM1', 'HL', 'CLM', 'REF', 'N3', 'ST', 'SE');

const anyPlace = fc
  .record(
    {
      segmentId,
      segmentPosition: fc.integer({ min: 0, max: 5_000_000 }),
      element: fc.integer({ min: 1, max: 255 }),
      component: fc.integer({ min: 1, max: 12 }),
      repetition: fc.integer({ min: 1, max: 200 }),
      dataElement: fc.constantFrom('67', '1325', 'C023', '98'),
    },
    { requiredKeys: ['segmentId', 'segmentPosition'] },
  )
  .map((facts) => place(facts));

const anyFinding: fc.Arbitrary<Finding> = fc
  .tuple(
    fc.oneof(
      fc.tuple(
        fc.constant('element' as const),
        fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '12', '13', 'I6', 'I9', 'I10', 'I12', 'I13'),
      ),
      fc.tuple(fc.constant('segment' as const), fc.constantFrom('2', '3', '4', '5', '6', '7', 'I4', 'I6', 'I7', 'I9')),
      fc.tuple(fc.constant('set' as const), fc.constantFrom('2', '3', '4', '5', '23', 'I6')),
    ),
    anyPlace,
    fc.record(
      {
        value: sent,
        severity: fc.constantFrom('reject' as const, 'warn' as const),
        businessUnit: fc.record({ name: fc.constantFrom('CLM01', 'SUBSCRIBER NAME NM109'), value: sent }),
        trigger: fc.record(
          {
            segmentId: fc.constantFrom('CLM', 'HI'),
            segmentPosition: fc.integer({ min: 1, max: 9999 }),
            element: fc.integer({ min: 1, max: 20 }),
          },
          { requiredKeys: ['segmentId', 'segmentPosition'] },
        ),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([[scope, code], where, facts]) => finding(scope, code, { place: where, ...facts }));

describe('every 999 we write', () => {
  it('passes its own guide, whatever the findings say', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(anyFinding, { maxLength: 12 }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        fc.constantFrom('all' as const, 'errors' as const),
        sent,
        (setsOfFindings, warningsIn999, acknowledgedSets, reference) => {
          const partner = options({ warningsIn999, acknowledgedSets });
          const sets = setsOfFindings.map((findings, index) =>
            set({
              ...settleSet(findings, partner),
              findings,
              controlNumber: String(index + 1).padStart(4, '0'),
              implementationReference: reference,
            }),
          );
          const count = (status: string): number => sets.filter((one) => one.status === status).length;
          const received = { setsIncluded: sets.length, setsReceived: sets.length };
          const tally = {
            findings: [],
            ...received,
            accepted: count('A'),
            acceptedWithErrors: count('E'),
            rejected: count('R'),
          };
          const text = [
            ...render999({
              groups: [group({ ...received, ...settleGroup(tally, partner) })],
              setsOf: () => sets.map((one) => ({ acknowledgment: renderSetAcknowledgment(one, partner) })),
              options: partner,
              address: replyAddress(header(), '000'),
              controlNumber: 1,
              at: { date: '20261103', time: '0917' },
            }),
          ].join('');
          expect(check(text)).toEqual({ wrong: [], sets: 1 });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('would be told apart from a wrong one', () => {
    const text =
      'ISA*00*          *00*          *ZZ*NLHP00042      *ZZ*PRCLINIC01     *261103*0917*^*00501*000000001*0*T*:~';
    const body =
      'GS*FA*A1*B2*20261103*0917*1*X*005010X231A1~ST*999*0001*005010X231A1~AK1*HI*101*005010X217~AK9*Q*1*1*1~SE*4*0001~';
    expect(check(`${text}${body}GE*1*1~IEA*1*000000001~`).wrong).toEqual(['element-code-invalid at AK91']);
  });
});
