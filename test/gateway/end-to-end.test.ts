import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { caseInput, Installation, numbered, pendedRequests, until } from './installation.js';

let installation: Installation;

beforeEach(async () => {
  installation = await new Installation().prepare();
});
afterEach(() => installation.remove());

/** All files below a folder, relative to it, sorted. */
function tree(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

describe('a file dropped into an inbox', () => {
  it('gets its TA1, its 999 and a 278 response for each set, in the download store and in the outbox', async () => {
    installation.drop('batch.x12', caseInput('278-clean'));
    await installation.runOnce();

    const names = installation.outboxNames();
    expect(names.filter((name) => /\.(ta1|999)\.x12$/.test(name))).toEqual(['S00000001.999.x12', 'S00000001.ta1.x12']);
    expect(names.filter((name) => /\.278(\.\d+)?\.x12$/.test(name)).length).toBeGreaterThan(0);
    const stored = tree(installation.folder.downloads);
    expect(stored.map((path) => path.split('/').at(-1))).toEqual(names);
    for (const path of stored) {
      expect(path).toMatch(/^PRCLINIC\/01\/test\/\d{4}-\d\d-\d\d\/S00000001\./);
      const copy = readFileSync(join(installation.outbox, path.split('/').at(-1)!));
      expect(copy.equals(readFileSync(join(installation.folder.downloads, path)))).toBe(true);
    }
    expect(readdirSync(installation.inbox)).toEqual([]);
    await installation.withLedger((ledger) => {
      expect(ledger.submission({ number: 'S00000001' })).toMatchObject({ state: 'applied', disposition: 'accepted' });
      expect(ledger.answersInState('delivered', 0, 100)).toHaveLength(names.length);
      expect(ledger.reconcile()).toEqual([]);
    });
  });

  it('that is accepted with remarks is told of them in a report, and its 999 says A', async () => {
    // The guide's list for this qualifier was only inferred, so another X12 value warns.
    installation.drop('batch.x12', caseInput('278-clean').replaceAll('*PI*NLHP00042~', '*XX*NLHP00042~'));
    await installation.runOnce();

    const read = (name: string) => readFileSync(join(installation.outbox, name), 'latin1');
    expect(read('S00000001.999.x12')).toContain('AK9*A*2*2*2~');
    const report = read('S00000001.report.txt');
    expect(report).toContain('accepted, with remarks');
    expect(report).toContain('NM108');
  });

  it('with a claim out of balance registers the others, and says in 277CA, report and claim report which is refused', async () => {
    installation.drop('batch.x12', caseInput('837p-claim-out-of-balance'));
    await installation.runOnce();

    const read = (name: string) => readFileSync(join(installation.outbox, name), 'utf8');
    expect(read('S00000001.999.x12')).toContain('AK9*A*1*1*1~');
    expect(read('S00000001.claims.txt')).toContain('REJECTED A7:178');
    const acknowledgment = read('S00000001.277ca.x12');
    expect(acknowledgment).toContain('QTY*90*2~QTY*AA*1~AMT*YU*175~AMT*YY*260.5~');
    expect(acknowledgment).toMatch(/TRN\*2\*PRC-C-9002~STC\*A7:178\*\d{8}\*U\*260\.5~DTP/);
    const report = read('S00000001.report.txt');
    expect(report).toContain('Transaction set 0001: accepted, but 1 of 3 claims refused');
    expect(report.replace(/\s+/g, ' ')).toContain('The claim total is 260.5, but its service lines add up to 250.5.');
    await installation.withLedger((ledger) => {
      expect(ledger.submission({ id: 1 })).toMatchObject({ state: 'applied', disposition: 'accepted' });
      expect(ledger.refusedUnits(1)).toBe(1);
      expect(ledger.claims({ submissionId: 1 }, 0, 10).rows.filter((claim) => claim.verdict.accepted)).toHaveLength(2);
    });
  });

  it('is judged by the options its partner has when it is examined', async () => {
    await installation.withLedger(async (ledger) => {
      const { providers, allowances: _allowances, ...partner } = ledger.partner(installation.partner)!;
      const { validation } = partner.options;
      const options = {
        ...partner.options,
        validation: { ...validation, snip: { ...validation.snip, 3: '999' as const } },
      };
      await ledger.putPartner({ ...partner, options, npis: providers[0]!.npis }, 'test', new Date().toISOString());
    });
    installation.drop('batch.x12', caseInput('837p-claim-out-of-balance'));
    await installation.runOnce();
    expect(installation.outboxNames()).toEqual(['S00000001.999.x12', 'S00000001.report.txt']);
    expect(readFileSync(join(installation.outbox, 'S00000001.999.x12'), 'latin1')).toContain(
      'IK4*2*782*I12*260.5~IK5*R*I5~',
    );
  });

  it('is kept as it came, read-only, under no name of its sender', async () => {
    const content = caseInput('278-clean');
    installation.drop('MEMBER-JONES.x12', content);
    await installation.runOnce();

    const [original] = tree(installation.folder.originals);
    expect(readFileSync(join(installation.folder.originals, original!), 'latin1')).toBe(content);
    expect(tree(installation.folder.root).join()).not.toContain('JONES');
    expect(installation.log.lines.join()).not.toContain('JONES');
    const finished = installation.log.lines.filter((line) => line.includes('submission finished'));
    expect(finished).toHaveLength(1);
    expect(JSON.parse(finished[0]!)).toMatchObject({ submission: 'S00000001', disposition: 'accepted' });
  });

  it('is answered while the gateway runs, and an answer taken from the outbox counts as picked up', async () => {
    const running = await installation.start();
    installation.drop('batch.x12', caseInput('837p-three-claims'));
    await until(() => installation.outboxNames().includes('S00000001.999.x12'));
    rmSync(join(installation.outbox, 'S00000001.999.x12'));
    await until(() =>
      installation.withLedger((ledger) => ledger.answersInState('picked_up', 0, 10).some((row) => row.type === '999')),
    );
    await running.stop();
  });

  it('with nothing in it ends as rejected, with a text report', async () => {
    installation.drop('nothing.x12', '');
    await installation.runOnce();
    expect(installation.outboxNames()).toEqual(['S00000001.report.txt']);
    await installation.withLedger((ledger) =>
      expect(ledger.submission({ id: 1 })).toMatchObject({ disposition: 'rejected', state: 'applied' }),
    );
  });

  it('whose 999 is large gets it whole, through the spool', async () => {
    const text = caseInput('278-second-set-refused');
    const refused = text.match(/ST\*.*?~SE\*\d+\*\d+~/gs)![1]!.replace(/DMG\*.*?~/, (segment) => segment.repeat(100));
    const sets = Array.from({ length: 150 }, (_, at) =>
      refused.replace(/(ST\*278\*|SE\*\d+\*)\d{4}/g, `$1${String(at + 1).padStart(4, '0')}`),
    );
    const head = text.slice(0, text.indexOf('ST*'));
    const tail = text.slice(text.indexOf('GE*')).replace(/^GE\*\d+/, `GE*${sets.length}`);
    installation.drop('large.x12', head + sets.join('') + tail);
    await installation.runOnce();
    await installation.withLedger((ledger) => {
      const answer = ledger.answersOf(1).find((row) => row.type === '999')!;
      expect(answer.bytes).toBeGreaterThan(256 * 1024);
      expect(answer.spoolPath).toMatch(/^spool\//);
      const written = readFileSync(join(installation.outbox, 'S00000001.999.x12'), 'latin1');
      expect(written.length).toBe(answer.bytes);
      expect(written).toMatch(/^ISA.*~IEA\*1\*\d{9}~$/s);
      expect(written.match(/AK2\*278/g)).toHaveLength(150);
    });
    expect(readdirSync(installation.folder.spool)).toHaveLength(1);
  });
});

describe('a file sent twice', () => {
  it('is not processed again and gets copies of the answers there are', async () => {
    const content = pendedRequests();
    installation.drop('first.x12', content);
    await installation.runOnce();
    installation.drop('second.x12', content);
    await installation.runOnce();

    await installation.withLedger((ledger) => {
      expect(ledger.submission({ id: 2 })).toMatchObject({ disposition: 'duplicate', state: 'applied' });
      expect(ledger.priorAuthorizations({}, 0, 100).rows).toHaveLength(2);
    });
    const first = readFileSync(join(installation.outbox, 'S00000001.999.x12'));
    expect(readFileSync(join(installation.outbox, 'S00000002.999.x12')).equals(first)).toBe(true);
    expect(readFileSync(join(installation.outbox, 'S00000002.report.txt'), 'utf8')).toContain('S00000001');
  });

  it('under another content is refused with TA1 025, even when both are under way at once', async () => {
    installation.drop('one.x12', numbered(caseInput('278-clean'), 700));
    installation.drop('other.x12', numbered(caseInput('278-second-set-refused'), 700));
    await installation.runOnce();
    const refused = installation
      .outboxNames()
      .filter((name) => name.includes('.ta1.'))
      .filter((name) => readFileSync(join(installation.outbox, name), 'latin1').includes('*R*025~'));
    expect(refused).toHaveLength(1);
    await installation.withLedger((ledger) => {
      const dispositions = [1, 2].map((id) => ledger.submission({ id })!.disposition);
      expect(dispositions.filter((disposition) => disposition === 'rejected')).toHaveLength(1);
    });
  });
});

describe('two thousand small files', () => {
  it('are all answered, each once, with control numbers 1 to n', async () => {
    const content = caseInput('trailer-control-number-refused');
    for (let at = 1; at <= 2_000; at++) installation.drop(`${at}.x12`, content);
    await installation.runOnce();
    await installation.withLedger((ledger) => {
      expect(ledger.submissions({ state: 'applied' }, 0, 3_000).rows).toHaveLength(2_000);
      const numbers = Array.from({ length: 2_000 }, (_, at) => {
        const answers = ledger.answersOf(at + 1);
        return answers.filter((answer) => answer.type === 'ta1').map((answer) => answer.controlNumber);
      });
      expect(numbers.flat().sort((a, b) => a - b)).toEqual(numbers.map((_, at) => at + 1));
      expect(ledger.reconcile()).toEqual([]);
    });
    expect(installation.outboxNames().filter((name) => name.endsWith('.ta1.x12'))).toHaveLength(2_000);
  }, 120_000);
});
