import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.remove());

describe('x12gw explain', () => {
  it('needs no installation', async () => {
    const { code, stdout } = await line.run('explain', '006');
    expect(code).toBe(0);
    expect(stdout).toContain('TA105 006');
    expect(stdout).toContain('To mend it:');
  });

  it.each(['006', 'IK403:7', 'element-too-long', 'AK905 5', 'IK5:R', 'HCR01', 'A8:496:85'])(
    'gives documents for %s',
    async (code) => {
      expect((await line.documents('explain', 'explain', code)).length).toBeGreaterThan(0);
    },
  );

  it('knows a rule of a guide by its code, and the claim statuses refused claims carry', async () => {
    const { code, stdout } = await line.run('explain', '837p-claim-total-not-line-sum');
    expect(code).toBe(0);
    expect(stdout).toContain('Claim total is not the sum of its lines');
    expect(stdout).not.toMatch(/[{}]/);
    for (const status of ['A6:21', 'A7:21', 'A7:178', 'A8:21']) {
      expect((await line.run('explain', status)).stdout).toContain('The claim was refused');
    }
  });

  it('knows the payer’s checks of claims by the names that claims and figures give as reasons', async () => {
    const { code, stdout } = await line.run('explain', 'billing-provider-not-linked');
    expect(code).toBe(0);
    expect(stdout).toContain("Billing provider is not linked (the payer's check of claims: reject)");
    expect(stdout).toContain('Answered: claim status A8:496:85 in the claim report or 277CA');
    const [shipped] = await line.documents('explain', 'explain', 'member-id-form');
    expect(shipped).toMatchObject({ kind: 'claim-check', severity: 'off' });
    await line.run('init', 'gateway');
    const options = ['--config', 'gateway/gateway.yaml'];
    const [configured] = await line.documents('explain', 'explain', 'member-id-form', ...options);
    expect(configured).toMatchObject({ severity: 'warn', answer: expect.stringContaining('remark') });
  });

  it('knows what a request is refused for by the names its report gives', async () => {
    const { code, stdout } = await line.run('explain', 'member.birthDate:differs');
    expect(code).toBe(0);
    expect(stdout).toContain('To mend it: Check member ID and birth date');
    expect(await line.documents('explain', 'explain', 'lines:missing')).toMatchObject([
      { kind: 'request-problem', code: 'lines:missing', answer: expect.stringContaining('278 response') },
    ]);
  });

  it('says where a rule is answered, and names the 999 only for types that may stand there', async () => {
    const balance = (await line.run('explain', '837p-claim-total-not-line-sum')).stdout;
    expect(balance).toContain('SNIP type 3');
    expect(balance).toContain('Answered: claim status A7:178 in the claim report or 277CA; IK403 I12 in the 999 where');
    expect(balance).toContain('The claim total is (total)');
    const [npi] = await line.documents('explain', 'explain', 'claim-status-inquiry-provider-npi');
    expect(npi).toMatchObject({ snip: 5, answer: expect.stringContaining('only warns') });
    expect(npi!.answer).not.toContain('999');
  });

  it('keeps to the place that is named', async () => {
    const documents = await line.documents('explain', 'explain', 'IK403:7');
    expect(documents.map(({ element }) => element)).toEqual(['IK403']);
  });

  it('says of a finding nothing that only one of its kind has', async () => {
    const [finding] = await line.documents('explain', 'explain', 'hierarchy-child');
    expect(finding!.mend).toContain('Set HL04 of the parent level to 1');
    expect((await line.run('explain', 'element-too-long')).stdout).not.toMatch(/[{}<>]/);
  });

  it('lists the codes of a place that is named alone', async () => {
    const documents = await line.documents('explain', 'explain', 'IK403');
    expect(documents.map(({ code }) => code)).toEqual(expect.arrayContaining(['1', '7', '8', 'I10']));
  });

  it('takes a place and its code as two words', async () => {
    expect((await line.run('explain', 'AK9', 'P')).stdout).toContain('AK901 P');
  });

  it('exits 1 for a code nothing has', async () => {
    expect(await line.run('explain', 'CO45')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('adjustment reasons of an 835 (CARC)'),
    });
  });
});
