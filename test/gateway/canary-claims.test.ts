import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../../src/cli/main.js';
import { draftOf } from '../../src/store/partner-values.js';
import { caseInput, Installation } from './installation.js';
import { published, publishFile } from './published-files.js';

/** Marked values that a claim, a payment advice, an archive and their files' names carry. */
const CANARIES = [
  'CANARYLAST',
  'CANARYFIRST',
  'CANARYMEMBER01',
  'CANARYCLAIM',
  'CANARYFILE',
  'CANARYPAYEE',
  'CANARYTRACE',
  '2031CANARY',
];
/** Whose bytes these are: what was sent, the answers to its sender, what was published, and what leaves for the claim system. */
const THEIRS = /\.(ta1|999|277ca|277|835)(\.\d+)?\.x12$|\.claims(\.\d+)?\.txt$/;

let installation: Installation;

beforeEach(async () => {
  installation = await new Installation({
    handoff: { formats: ['x12', 'ndjson'], testClaims: true, confirmWithinHours: 24 },
  }).prepare();
});
afterEach(() => installation.remove());

/** A zip of one deflated file without checks beyond its own. */
function zipOf(name: string, content: string): Buffer {
  const data = Buffer.from(content, 'latin1');
  const packed = deflateRawSync(data);
  const path = Buffer.from(name);
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(~crc >>> 0, 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(data.length, 18);
  common.writeUInt16LE(path.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, packed]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, Buffer.alloc(14), path]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

const marked = () =>
  caseInput('837p-three-claims')
    .replace(/(ISA(?:\*[^*]*){14}\*)T/, '$1P')
    .replaceAll(/NM1\*IL\*1\*[^~]*~/g, 'NM1*IL*1*CANARYLAST*CANARYFIRST****MI*CANARYMEMBER01~')
    .replaceAll(/CLM\*PRC-C-(\d+)/g, 'CLM*CANARYCLAIM$1');

const paid = (more: object = {}) =>
  published({ ...more })
    .replaceAll(/TRN\*1\*[^*~]*/g, 'TRN*1*CANARYTRACE')
    .replaceAll(/N1\*PE\*[^*~]*/g, 'N1*PE*CANARYPAYEE')
    .replaceAll(/CLP\*[^*~]*/g, 'CLP*CANARYCLAIM7');

function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function saidBy(commands: readonly string[]): Promise<string> {
  let said = '';
  const stream = { write: (text: string) => (said += text), isTTY: false, columns: 120, on: () => stream };
  for (const command of commands) {
    for (const format of [[], ['--json']]) {
      const argv = [...command.split(' '), ...format, '--config', installation.configuration.file];
      await run(argv, {
        stdout: stream as never,
        stderr: stream as never,
        environment: {},
        workingDirectory: installation.root,
        clock: { now: () => new Date() },
      });
    }
  }
  return said;
}

it('of claims packed, handed off, published, held, backed up and reported nothing protected is said, logged or named', async () => {
  const { folder, log, root } = installation;
  const { file, payer } = installation.configuration;
  const retention = { downloads: '1 day', outbox: '1 day', originals: '1 day' };
  writeFileSync(
    file,
    JSON.stringify({ dataDirectory: folder.root, payer, overlay: 'neutral', handoff: {}, retention }),
  );
  await installation.withLedger(async (ledger) => {
    const draft = draftOf(ledger.partner(installation.partner)!);
    const options = { ...draft.options, unpack: 'both' as const, outboxName: '{type}-{name}' };
    await ledger.putPartner({ ...draft, options }, 'test', new Date().toISOString());
  });
  installation.drop('CANARYFILE-1.zip', zipOf('in/CANARYFILE-2.x12', marked()));
  installation.drop('CANARYFILE-3.zip', zipOf('CANARYFILE-4.x12', marked()).subarray(0, 90));
  publishFile(installation, 'CANARYFILE-5.x12', paid());
  publishFile(
    installation,
    'CANARYFILE-6.x12',
    paid({ receiver: '2031CANARY', controlNumber: 9 }) + paid({ controlNumber: 7 }),
  );
  mkdirSync(join(root, 'backups'));
  await installation.runOnce();
  await installation.runOnce();
  const claim = await installation.withLedger(
    (ledger) => ledger.claims({ isAccepted: true }, 0, 1).rows[0]!.verdict as { claimNumber: string },
  );
  const said = await saidBy([
    'reconcile',
    'trace S00000001',
    `trace ${claim.claimNumber}`,
    'claims list',
    `claims show ${claim.claimNumber}`,
    'publish list',
    'publish list --submission S4',
    'handoff list',
    'handoff show H1000000001',
    'handoff repeat H1000000001',
    'legal-hold add --member CANARYMEMBER01 --reason matter',
    'legal-hold list',
    'retention plan',
    'replay S00000001',
    'replay S00000003',
    'report claims --csv claims.csv',
    'report rejections --html rejections.html --csv rejections.csv',
    'audit seal',
    'audit list',
    'audit export',
    `backup ${join(root, 'backups')}`,
    'doctor',
  ]);
  const places = new Map<string, string>([
    ['what the commands said', said],
    ['the log', log.lines.join('\n')],
  ]);
  for (const path of filesBelow(root)) {
    places.set(`the name ${path}`, path);
    const isTheirs =
      /\/(originals|ledger)\//.test(path) || THEIRS.test(path) || /handoff\/claims\/.*(x12|ndjson)$/.test(path);
    if (!isTheirs) places.set(path, readFileSync(path, 'latin1'));
  }
  expect(said).toContain('H1000000001');
  const leaks = [...places].flatMap(([place, text]) =>
    CANARIES.filter((canary) => text.includes(canary)).map((canary) => `${canary} in ${place}`),
  );
  expect(leaks).toEqual([]);
});
