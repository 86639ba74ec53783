import { describe, expect, it } from 'vitest';
import type { SetOutcome } from '../../../src/envelope/outcome.js';
import type { Severity } from '../../../src/findings/finding.js';
import { ReportCollector } from '../../../src/report/html/collector.js';
import { catalogue } from '../catalogue.js';
import { CLAIMS } from './files.js';
import { pageOf } from './page-of.js';

const MEGABYTE = 1024 * 1024;
const FILE = { bytes: MEGABYTE, sha256: 'a'.repeat(64), interchanges: 1, findings: [] };

/** The interchange of the sample, and its only set. */
async function sample() {
  const { contents } = await pageOf(CLAIMS);
  const [interchange] = contents.interchanges;
  const [group] = interchange!.groups;
  return { interchange: { ...interchange!.outcome, groups: [group!.outcome!] }, set: group!.sets[0]!.outcome };
}

/** The set with this many findings, and the place of each its own. */
function withFindings(set: SetOutcome, index: number, count: number, severity: Severity, found = count): SetOutcome {
  const findings = Array.from({ length: count }, (_, at) =>
    catalogue.make('segment-missing', {
      place: { byteOffset: at, byteLength: 0, segmentPosition: at + 1, segmentId: 'N3', loopPath: '' },
      severity,
    }),
  );
  return { ...set, index, findings, findingsTotal: found };
}

describe('what a page is made of', () => {
  it('keeps room for what refuses, however many warnings come first', async () => {
    const { interchange, set } = await sample();
    const collector = new ReportCollector(MEGABYTE);
    collector.sets([withFindings(set, 0, 900, 'warn'), withFindings(set, 1, 900, 'reject', 950)]);
    collector.interchange(interchange);
    const { counts, interchanges } = collector.contents(FILE);
    expect(counts).toMatchObject({ warnings: 900, rejections: 900, unkept: 50, shown: 500 });
    expect(interchanges[0]!.groups[0]!.sets.map(({ findings }) => findings.length)).toEqual([100, 400]);
  });

  it('remembers clean sets of a small file only', async () => {
    const { interchange, set } = await sample();
    for (const [bytes, remembered] of [
      [1000, 1],
      [MEGABYTE, 0],
    ] as const) {
      const collector = new ReportCollector(bytes);
      collector.sets([set]);
      collector.interchange(interchange);
      expect(collector.contents(FILE).interchanges[0]!.groups[0]!.sets).toHaveLength(remembered);
    }
  });

  it('lists a few hundred clean interchanges and groups of a file that has many, and those with findings', async () => {
    const { interchange, set } = await sample();
    const collector = new ReportCollector(MEGABYTE);
    for (let index = 0; index < 5000; index++) {
      if (index === 4000) collector.sets([{ ...withFindings(set, 0, 1, 'reject'), interchange: index }]);
      collector.interchange({ ...interchange, index });
    }
    const { interchanges } = collector.contents({ ...FILE, interchanges: 5000 });
    expect(interchanges.length).toBeLessThan(250);
    expect(interchanges.at(-1)!.outcome.index).toBe(4000);
    expect(interchanges.at(-1)!.groups[0]!.sets[0]!.findings[0]!.id).toBe('F4001.1.1-1');
  });

  it('keeps the sets of an interchange that was refused at its end', async () => {
    const { interchange, set } = await sample();
    const collector = new ReportCollector(MEGABYTE);
    collector.sets([withFindings(set, 0, 2, 'reject')]);
    collector.interchange({ ...interchange, acknowledgment: 'R', note: '001', groups: [] });
    const [reported] = collector.contents(FILE).interchanges;
    expect(reported!.groups).toHaveLength(1);
    expect(reported!.groups[0]!.outcome).toBeUndefined();
    expect(reported!.groups[0]!.sets[0]!.findings).toHaveLength(2);
  });
});
