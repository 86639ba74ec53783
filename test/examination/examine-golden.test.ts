import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings/finding.js';
import { is999Due, render999 } from '../../src/respond/acknowledgment-999.js';
import { replyAddress, replyTime } from '../../src/respond/reply-envelope.js';
import { isTa1Due, renderTa1 } from '../../src/respond/ta1.js';
import { contextFor, examineAll, fixturePartner, inPieces, PAYER } from './examination-support.js';

const CASES = fileURLToPath(new URL('../../fixtures/cases', import.meta.url));

interface ExpectedCase {
  readonly title: string;
  readonly answered: string;
  readonly firstControlNumber: number;
  readonly interchanges: readonly unknown[];
  readonly findings: object[];
}

const textOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').trimEnd() : undefined);

/** A finding in the shape `case.json` lists it. */
function listed(finding: Finding, belongsTo: Record<string, number>) {
  const { segmentId, segmentPosition, element, dataElement } = finding.place;
  const { code, severity, carrier } = finding;
  return { code, severity, ...belongsTo, segmentId, segmentPosition, element, dataElement, carrier };
}

describe.each(readdirSync(CASES))('case %s', (slug) => {
  const folder = `${CASES}/${slug}`;
  const expected: ExpectedCase = JSON.parse(readFileSync(`${folder}/case.json`, 'utf8'));
  const input = readFileSync(`${folder}/input.x12`);
  const options = JSON.parse(textOf(`${folder}/options.json`) ?? '{}');
  const profile = fixturePartner(options);

  it('gives the verdicts and findings it must', async () => {
    const { interchanges, sets } = await examineAll([input], contextFor(profile));
    const verdicts = interchanges.map((interchange) => ({
      acknowledgment: interchange.acknowledgment,
      note: interchange.note,
      groups: interchange.groups.map((group) => ({
        status: group.status,
        codes: group.codes,
        sets: sets
          .filter((set) => set.interchange === interchange.index && set.group === group.index)
          .map((set) => ({
            status: set.status,
            codes: set.codes,
            ...(set.status !== 'R' && set.refusals.length > 0 ? { units: set.units, refusals: set.refusals } : {}),
          })),
      })),
    }));
    expect(verdicts).toEqual(expected.interchanges);

    const findings = interchanges.flatMap((interchange) => [
      ...interchange.findings.map((finding) => listed(finding, { interchange: interchange.index })),
      ...interchange.groups.flatMap((group) => {
        const at = { interchange: interchange.index, group: group.index };
        const ofGroup = group.findings.map((finding) => listed(finding, at));
        const ofSets = sets
          .filter((set) => set.interchange === interchange.index && set.group === group.index)
          .flatMap((set) => set.findings.map((finding) => listed(finding, { ...at, set: set.index })));
        return [...ofSets, ...ofGroup];
      }),
    ]);
    const rejecting = findings.filter((finding) => finding.severity === 'reject');
    // A case lists what matters about a finding; its place says more.
    expect(rejecting).toMatchObject(expected.findings);
  });

  it('is answered byte for byte as it must be, in pieces of any size', async () => {
    for (const size of [7, 100, input.length]) {
      const { interchanges, sets } = await examineAll(inPieces(input, size), contextFor(profile));
      const at = replyTime(new Date(expected.answered), PAYER.timeZone);
      let controlNumber = expected.firstControlNumber;
      let ta1 = '';
      let acknowledgment = '';
      for (const outcome of interchanges) {
        const address = replyAddress(outcome.header, outcome.note, { payer: PAYER, profile });
        if (isTa1Due(outcome, profile.options)) {
          ta1 += renderTa1({ ...outcome, address, controlNumber: controlNumber++, at });
        }
        if (!is999Due(outcome)) continue;
        const setsOf = (group: number) =>
          sets.filter((set) => set.interchange === outcome.index && set.group === group);
        const request = { groups: outcome.groups, setsOf, options: profile.options, address, at };
        acknowledgment += [...render999({ ...request, controlNumber: controlNumber++ })].join('');
      }
      expect(ta1).toBe(textOf(`${folder}/expected.ta1.x12`) ?? '');
      expect(acknowledgment).toBe(textOf(`${folder}/expected.999.x12`) ?? '');
    }
  });
});
