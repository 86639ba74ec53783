import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.js';
import { configurationTemplate } from '../../src/config/template.js';
import { INTERCHANGE_QUALIFIERS } from '../../src/envelope/header-checks.js';
import { GatewayError } from '../../src/support/errors.js';

const PAYER = 'payer: { name: Demo, id: DMA7384, timeZone: America/New_York }';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'x12gw-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(text: string) {
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, text);
  return loadConfiguration(file);
}

function failureOf(text: string): GatewayError {
  try {
    load(text);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error('the configuration was taken');
}

describe('loading a configuration', () => {
  it("takes the payer's envelope rules from its overlay, and lets the file override them", () => {
    const exact = { senderIdRule: 'exact', providerLocationPattern: '^(?<provider>[0-9]{9})(?<location>[A-Z])$' };
    expect(load(`${PAYER}\noverlay: masshealth\n`).payer).toMatchObject(exact);
    expect(load(`${PAYER}\noverlay: neutral\n`).payer.senderIdRule).toBe('any');
    const own = PAYER.replace(' }', ', senderIdRule: any }');
    expect(load(own).payer).toMatchObject({ ...exact, senderIdRule: 'any' });
  });

  it('names an overlay that is not there', () => {
    expect(failureOf(`${PAYER}\noverlay: nobody\n`).message).toMatch(/overlay: .*masshealth, neutral.*envelope\.json/);
  });

  it('names the files that a folder of companion guides alone does not have', () => {
    mkdirSync(join(folder, 'schemas', 'payers', 'acme', 'companion'), { recursive: true });
    const { message } = failureOf(`${PAYER}\noverlay: acme\n`);
    expect(message).toContain(join('schemas', 'payers', 'acme', 'envelope.json'));
    expect(message).toContain('copy envelope.json and prior-authorization.json of');
  });

  it('fills in every default from the payer alone', () => {
    expect(load(PAYER)).toMatchObject({
      dataDirectory: folder,
      payer: {
        qualifier: 'ZZ',
        aliases: [],
        applicationIds: ['DMA7384'],
        providerLocationPattern: '^(?<provider>[0-9]{9})(?<location>[A-Z])$',
        senderIdRule: 'exact',
      },
      intake: { quietSeconds: 10, cutOffSeconds: 300, scanSeconds: 5, concurrency: 16 },
      attempts: { limit: 3, baseSeconds: 60, secondsPerMegabyte: 1 },
      ledger: {},
      log: { level: 'info' },
      limits: { findingsPerSet: 1000 },
    });
  });

  it('takes paths relative to the file, not to the working directory', () => {
    const configuration = load(`dataDirectory: data\nledger: { keyFile: secrets/key }\n${PAYER}`);
    expect(configuration.dataDirectory).toBe(join(folder, 'data'));
    expect(configuration.ledger.keyFile).toBe(join(folder, 'secrets/key'));
  });

  it('gives a result that cannot be changed, at any depth', () => {
    const configuration = load(PAYER);
    expect(() => Object.assign(configuration.payer, { id: 'OTHER' })).toThrow(TypeError);
    expect(() => Object.assign(configuration.intake, { quietSeconds: 0 })).toThrow(TypeError);
  });

  it('reports every problem at once, each with its line and setting', () => {
    const failure = failureOf(
      ['payer:', '  name: Demo', '  id: DM*~7384', 'intake:', '  quietSeconds: soon', 'colour: red'].join('\n'),
    );
    expect(failure.code).toBe('configuration-invalid');
    expect(failure.exitCode).toBe(2);
    expect(failure.message).toContain('payer.timeZone: is missing');
    expect(failure.message).toContain('line 3, payer.id:');
    expect(failure.message).toContain('line 5, intake.quietSeconds: must be number');
    expect(failure.message).toContain('line 6, colour: is not a setting');
  });

  it('says in words which form a setting has, and tells a fault of a role once', () => {
    const failure = failureOf(
      [
        'payer: { name: Demo, id: DEMO, timeZone: UTC }',
        'retention: { originals: forever }',
        'roles: { users: { anna: boss } }',
      ].join('\n'),
    );
    expect(failure.message).toContain(
      'line 2, retention.originals: does not have the form that is needed: Such as 90 days',
    );
    expect(failure.message.match(/roles/g)).toHaveLength(1);
  });

  it.each([
    ['timeZone: Boston', 'payer.timeZone'],
    ["timeZone: UTC, providerLocationPattern: '^[0-9]+$'", 'a group named provider'],
    ["timeZone: UTC, providerLocationPattern: '(?<provider>.)(?<location>.)'", 'must begin with ^'],
    ["timeZone: UTC, providerLocationPattern: '^(?<provider>($'", 'is not a regular expression'],
    // Only without Unicode rules, under which ids are read.
    ["timeZone: UTC, providerLocationPattern: '^(?<provider>\\-)(?<location>.)$'", 'is not a regular expression'],
  ])('refuses a payer with %s', (setting, complaint) => {
    expect(failureOf(`payer: { name: Demo, id: DMA7384, ${setting} }`).message).toContain(complaint);
  });

  it.each([
    'id: "DM*~7384"',
    'id: "DM7384 "',
    'id: X',
    'id: SIXTEENCHARSLONG',
    'id: PAYER, aliases: ["A:B"]',
    'id: PAYER, applicationIds: ["A^B"]',
    'id: PAYER, qualifier: XX',
  ])('refuses %s, which no header of an answer could carry', (settings) => {
    const setting = settings.includes(',') ? settings.slice(11).split(':')[0] : 'id';
    const { message } = failureOf(`payer: { name: Demo, timeZone: UTC, ${settings} }`);
    expect(message).toContain(`payer.${setting}`);
  });

  it('accepts exactly the qualifiers that a received header may have', () => {
    const schema = JSON.parse(readFileSync(new URL('../../schemas/config.schema.json', import.meta.url), 'utf8'));
    expect(schema.properties.payer.properties.qualifier.enum).toEqual(INTERCHANGE_QUALIFIERS);
  });

  it('says where YAML is broken', () => {
    const failure = failureOf('payer: [unclosed');
    expect(failure.code).toBe('configuration-not-yaml');
    expect(failure.message).toContain('line 1');
  });

  it.each(['', '# nothing yet', 'just a sentence', '[1, 2]'])('refuses %j, which is no configuration', (text) => {
    expect(failureOf(text).code).toBe('configuration-invalid');
  });

  it('names a file that cannot be read', () => {
    expect(() => loadConfiguration(join(folder, 'absent.yaml'))).toThrow(
      expect.objectContaining({ code: 'configuration-unreadable' }),
    );
  });

  it.each([true, false])('loads what init writes (demo: %s)', (demo) => {
    const configuration = load(configurationTemplate({ demo }));
    expect(configuration.payer).toMatchObject({
      id: demo ? 'DMA7384' : 'EXAMPLE',
      qualifier: 'ZZ',
      timeZone: 'America/New_York',
    });
    expect(configuration.intake.quietSeconds).toBe(demo ? 1 : 10);
  });
});
