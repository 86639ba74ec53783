import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleInterchange } from '../../src/guides/instance-interchange.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import type { Installation } from './installation.js';

const schemas = loadSchemas(defaultSchemasRoot());

/** What a payer's system publishes: from the fixture payer to the fixture partner unless it says otherwise. */
export interface Published {
  readonly guide?: string;
  readonly controlNumber?: number;
  readonly usage?: 'T' | 'P';
  readonly sender?: string;
  /** ISA08, and GS03 unless that is given. */
  readonly receiver?: string;
  readonly applicationReceiver?: string;
  readonly sets?: number;
}

/** One interchange as another system of the payer would write it, without line breaks. */
export function published(wanted: Published = {}): string {
  const { guide = '005010X221A1-835', controlNumber = 700_001, usage = 'P', sender = 'NLHP00042', sets = 1 } = wanted;
  const { receiver = 'PRCLINIC01', applicationReceiver = receiver } = wanted;
  const number = String(controlNumber).padStart(9, '0');
  const [isa, gs, ...rest] = exampleInterchange(schemas.guide(guide), schemas, {
    kind: 'minimal',
    withUnit: true,
    sets,
  });
  const [, , , , , , ...others] = isa!.split('*');
  const header = [
    'ISA',
    '00',
    ' '.repeat(10),
    '00',
    ' '.repeat(10),
    'ZZ',
    sender.padEnd(15),
    'ZZ',
    receiver.padEnd(15),
  ];
  const tail = others.slice(3);
  tail[4] = number;
  tail[6] = usage;
  const group = gs!.split('*');
  group[2] = sender;
  group[3] = applicationReceiver;
  group[6] = String(controlNumber);
  const body = rest.slice(0, -2).join('');
  return `${[...header, ...tail].join('*')}${group.join('*')}${body}GE*${sets}*${controlNumber}~IEA*1*${number}~`;
}

/** Puts a file where the payer's systems publish. */
export function publishFile(installation: Installation, name: string, content: string): void {
  writeFileSync(join(installation.folder.publish, name), content, 'latin1');
}
