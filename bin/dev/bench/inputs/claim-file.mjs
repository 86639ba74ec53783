import { generator, InputFile } from './input-file.mjs';

/** Claims below one billing provider. */
const CLAIMS_PER_PROVIDER = 500;

/**
 * Writes a claim file of about `megabytes` MB to `path`: one interchange, one group, sets of `claimsPerSet` claims below
 * billing providers. `form` says what kind: GS08, the provider's name and street, and how a claim is written from
 * `(file, random, claim, level, billing)`. Same seed, same bytes. Gives its size, sets and claims.
 */
export function writeClaimFile(path, megabytes, form, { seed = 1, claimsPerSet = 5000 } = {}) {
  const random = generator(seed);
  const file = new InputFile(path, { group: 'HC', version: form.version });
  const limit = megabytes * 1e6;
  let claim = 0;
  while (file.size < limit) {
    file.beginSet('837', form.version);
    file.put(
      `BHT*0019*00*BATCH${file.sets}*20261104*0800*CH`,
      `NM1*41*2*${form.provider}*****46*PRCLINIC01`,
      'PER*IC*BILLING DESK*TE*5555550142',
      'NM1*40*2*NORTHLAKE HEALTH PLAN*****46*NLHP00042',
    );
    let level = 0;
    let billing = 0;
    for (let i = 0; i < claimsPerSet && file.size < limit; i++) {
      if (i % CLAIMS_PER_PROVIDER === 0) {
        billing = ++level;
        file.put(
          `HL*${billing}**20*1`,
          `NM1*85*2*${form.provider}*****XX*1887004129`,
          `N3*${form.street}`,
          'N4*MILLBROOK*OH*440010001',
          'REF*EI*990000142',
        );
      }
      putSubscriber(file, random, ++claim, ++level, billing);
      form.writeClaim(file, random, claim);
    }
    file.endSet();
  }
  return { bytes: file.end(), sets: file.sets, units: claim };
}

function putSubscriber(file, random, claim, level, billing) {
  file.put(
    `HL*${level}*${billing}*22*0`,
    'SBR*P*18*******CI',
    `NM1*IL*1*MEMBER${claim % 9973}*SAMPLE****MI*NL${String(700000000 + claim)}`,
    `N3*${1 + random(9000)} MAPLE CT`,
    'N4*MILLBROOK*OH*44001',
    `DMG*D8*${1930 + random(80)}0${1 + random(9)}${10 + random(18)}*${random(2) ? 'F' : 'M'}`,
    'NM1*PR*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042',
  );
}

/** What each of `count` lines charges: at least `from`, less than `from + range`; and their sum. */
export function lineCharges(random, count, from, range) {
  const charges = Array.from({ length: count }, () => from + random(range));
  return { charges, total: charges.reduce((sum, charge) => sum + charge, 0) };
}
