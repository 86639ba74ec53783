import { describe, expect, it } from 'vitest';
import { outboxName, outboxNameProblem } from '../../src/partners/outbox-name.js';

const FIELDS = {
  name: 'S00000012.999.x12',
  submission: 'S00000012',
  type: '999',
  ordinal: '1',
  extension: 'x12',
  date: '20261122',
  time: '1405',
  usage: 'P',
  provider: '110012345',
  location: 'A',
  control: '000000017',
  partner: 'northside',
};

describe('A template for names in an outbox', () => {
  it.each([
    ['{name}', 'S00000012.999.x12'],
    ['MH_{usage}_{name}', 'MH_P_S00000012.999.x12'],
    ['{type}_{date}-{time}_{submission}.{ordinal}.{extension}', '999_20261122-1405_S00000012.1.x12'],
    ['{partner}.{provider}-{location}.{control}.{name}.edi', 'northside.110012345-A.000000017.S00000012.999.x12.edi'],
  ])('%s is sound and gives %s', (template, name) => {
    expect(outboxNameProblem(template)).toBe('');
    expect(outboxName(template, FIELDS)).toBe(name);
  });

  it.each([
    ['', 'empty'],
    ['{nmae}', 'there is no field {nmae}'],
    ['{__proto__}_{name}', 'there is no field {__proto__}'],
    ['../{name}', 'letters, digits'],
    ['a b{name}', 'letters, digits'],
    ['{name', 'letters, digits'],
    ['{na{me}}', 'there is no field {me}'],
    ['{name}\n', 'letters, digits'],
    ['.{name}', 'hidden'],
    ['{name}.pgp', '.pgp'],
    ['{name}.TMP', '.tmp'],
    ['{submission}{type}_{ordinal}', 'between them'],
    ['{submission}9{type}_{ordinal}', 'between them'],
    ['{type}_{date}.{extension}', 'two answers would get one name'],
    ['{submission}_{type}.x12', 'two answers would get one name'],
    [`{name}${'a'.repeat(200)}`, 'longer than'],
  ])('%j is refused: %s', (template, problem) => {
    expect(outboxNameProblem(template)).toContain(problem);
  });
});
