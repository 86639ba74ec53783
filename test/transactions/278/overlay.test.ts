import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { defaultSchemasRoot } from '../../../src/guides/load.js';

const read = (file: string) => JSON.parse(readFileSync(join(defaultSchemasRoot(), file), 'utf8'));
const validate = new Ajv2020({ allErrors: true, strictRequired: false }).compile(
  read('payer-prior-authorization.schema.json'),
);

describe.each(['masshealth', 'neutral'])('the shipped overlay %s', (payer) => {
  const overlay = read(`payers/${payer}/prior-authorization.json`);

  it('has the form every overlay must have', () => {
    validate(overlay);
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ ...overlay, matching: { ...overlay.matching, unknownMember: 'perhaps' } })).toBe(false);
    expect(validate({ ...overlay, testng: {} })).toBe(false);
  });

  it('has clocks of a year at most: a slip of the keyboard must not make a date that takes for ever to count', () => {
    const { review } = overlay;
    const withClock = (clock: object) => ({ ...overlay, review: { ...review, clock: { ...review.clock, ...clock } } });
    expect(validate(withClock({ firstAnswerBusinessDays: 366, expediteHours: 8_784 }))).toBe(true);
    for (const days of ['standardDays', 'deferralDays', 'outerLimitDays', 'firstAnswerBusinessDays'])
      expect(validate(withClock({ [days]: 367 })), days).toBe(false);
    expect(validate(withClock({ expediteHours: 8_785 }))).toBe(false);
  });

  it('uses no reason that it does not name', () => {
    const { reasons, cancellationReasons, deferralExpiryReason } = overlay.review;
    for (const code of [...Object.values(cancellationReasons), deferralExpiryReason])
      expect(reasons).toHaveProperty([code]);
  });
});
