import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAYER } from '../../examination/examination-support.js';
import { header, outcome, received, verdict } from '../../store/material.js';
import { Examined } from '../examined.js';
import { caseInput } from '../installation.js';

const CLAIMS = { guideId: '005010X222A1-837P', handler: '837', refusals: [] };

/** The golden set with its last claim many times more, so that its answers are large. */
function manyClaims(count: number): string {
  const input = caseInput('837p-three-claims');
  const from = input.indexOf('CLM*PRC-C-9003');
  const to = input.indexOf('SE*50');
  const claim = input.slice(from, to);
  const more = Array.from({ length: count }, (_unused, at) => claim.replace('PRC-C-9003', `PRC-D-${at}`));
  return input.slice(0, to) + more.join('') + input.slice(to);
}

const LARGE = manyClaims(1_100);

/** What lies in the spool and is the bytes of an answer; and how many files are there. */
function spooled(examined: Examined, type: string) {
  const [answer] = examined.ledger.answersOf(examined.submission.id).filter((one) => one.type === type);
  const path = join(examined.folder, answer!.spoolPath);
  return { answer: answer!, text: existsSync(path) ? readFileSync(path, 'utf8') : '' };
}

describe('a set of claims that are all applied', () => {
  it('is concluded with one claim acknowledgment and one claim report, in the ledger when they are small', async () => {
    const examined = await new Examined().of('837p-three-claims', CLAIMS);
    const steps: string[] = [];
    await examined.apply({ observe: (step) => void steps.push(step) });
    expect(steps).toEqual(['applied', 'concluded', 'application-completed']);
    const [acknowledgment, ...others] = examined.answers('277ca');
    expect(others).toEqual([]);
    expect(acknowledgment).toContain('QTY*90*3~AMT*YU*425.5~');
    expect(examined.answers('claims')).toHaveLength(1);
    expect(readdirSync(join(examined.folder, 'spool'))).toEqual([]);
  });

  it('gets one with no claim at all its report alone', async () => {
    const input = caseInput('837p-three-claims').replace(/HL\*2\*1\*22.*(?=SE\*)/, '');
    const examined = await new Examined().of('837p-three-claims', { ...CLAIMS, input });
    await examined.apply();
    expect(examined.answers('277ca')).toEqual([]);
    expect(examined.answers('claims')[0]).toContain('Accepted: 0 claims');
    expect(examined.ledger.submission({ id: examined.submission.id })?.state).toBe('applied');
  });

  it('is concluded after a crash that came between its last claim and its acknowledgment', async () => {
    const examined = await new Examined().of('837p-three-claims', CLAIMS);
    const stop = new Error('killed');
    const observe = (step: string): void => {
      if (step === 'applied') throw stop;
    };
    await expect(examined.apply({ observe })).rejects.toBe(stop);
    const { id } = examined.submission;
    expect(examined.answers('277ca')).toEqual([]);
    expect(examined.ledger.reconcile().map(({ kind }) => kind)).toContain('set-not-applied');
    const before = examined.ledger.claims({ submissionId: id }, 0, 10).rows;
    expect(before).toHaveLength(3);

    await examined.apply();
    expect(examined.answers('277ca')).toHaveLength(1);
    expect(examined.ledger.claims({ submissionId: id }, 0, 10).rows).toEqual(before);
    expect(examined.ledger.reconcile().map(({ kind }) => kind)).not.toContain('set-not-applied');
    await examined.apply();
    expect(examined.answers('277ca')).toHaveLength(1);
  });
});

describe('a large set of claims', () => {
  it('has its answers in the spool, rendered anew when another answer took the number meanwhile', async () => {
    const examined = await new Examined().of('837p-three-claims', { ...CLAIMS, input: LARGE });
    const { ledger } = examined;
    const partnerId = examined.submission.partnerId;
    const tried: (number | undefined)[] = [];
    await examined.apply({
      ledger: {
        ...ledger,
        concludeSet: async (conclusion) => {
          tried.push(conclusion.expectedControlNumber);
          if (tried.length === 1) {
            const other = await received(ledger, { arrivalId: 'other', partnerId });
            const sequence = { ourId: PAYER.id, partnerId };
            const another = { header: header({ controlNumber: '000000777' }), sha256: '7'.repeat(64) };
            await ledger.commitVerdict(verdict(other.id, { sequence, outcome: outcome(another) }));
          }
          return ledger.concludeSet(conclusion);
        },
      },
    });
    expect(tried).toHaveLength(2);
    expect(tried[1]).toBeGreaterThan(tried[0]!);
    const { answer, text } = spooled(examined, '277ca');
    expect(answer.controlNumber).toBe(tried[1]);
    expect(text.slice(0, 106)).toContain(`*${String(tried[1]).padStart(9, '0')}*0*T*:~`);
    expect(text).toContain('~QTY*90*1103~');
    expect(text.match(/~TRN\*2\*PRC-/g)).toHaveLength(1_103);
    expect(Buffer.byteLength(text)).toBe(answer.bytes);
    expect(spooled(examined, 'claims').text).toContain('Accepted: 1103 claims');
    expect(readdirSync(join(examined.folder, 'spool'))).toHaveLength(2);
  });

  it('leaves nothing in the spool when an answer to it cannot be written', async () => {
    const examined = await new Examined().of('837p-three-claims', { ...CLAIMS, input: LARGE });
    let reads = 0;
    const claimsOfSet: typeof examined.ledger.claimsOfSet = (set) => {
      // Once to see that there are claims, three times for the acknowledgment; the report is the fifth.
      if (++reads === 5) throw new Error('disk gone');
      return examined.ledger.claimsOfSet(set);
    };
    await expect(examined.apply({ ledger: { ...examined.ledger, claimsOfSet } })).rejects.toThrow('disk gone');
    expect(readdirSync(join(examined.folder, 'spool'))).toEqual([]);
    expect(examined.ledger.answersOf(examined.submission.id).filter(({ type }) => type === '277ca')).toEqual([]);
  });

  it('whose commit failed leaves nothing in the spool but its answers when it is concluded after all', async () => {
    const examined = await new Examined().of('837p-three-claims', { ...CLAIMS, input: LARGE });
    const concludeSet = () => Promise.reject(new Error('disk full'));
    await expect(examined.apply({ ledger: { ...examined.ledger, concludeSet } })).rejects.toThrow('disk full');
    const left = readdirSync(join(examined.folder, 'spool'));
    expect(left).toHaveLength(2);
    await examined.apply();
    const kept = readdirSync(join(examined.folder, 'spool'));
    expect(kept).toHaveLength(2);
    expect(kept).not.toEqual(expect.arrayContaining([left[0]]));
  });
});
