import { generator, InputFile } from './input-file.mjs';

const VERSION = '005010X217';

/**
 * Writes a file of about `megabytes` MB with 278 requests, one to four services each, a set of its own for each, to
 * `path`. Same seed, same bytes.
 */
export function writeReviews(path, megabytes, { seed = 1 } = {}) {
  const random = generator(seed);
  const file = new InputFile(path, { group: 'HI', version: VERSION });
  const limit = megabytes * 1e6;
  while (file.size < limit) {
    file.beginSet('278', VERSION);
    const services = 1 + random(4);
    const request = file.sets;
    file.put(
      `BHT*0007*13*R${request}*20261104*0800`,
      'HL*1**20*1',
      'NM1*X3*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042',
      'HL*2*1*21*1',
      'NM1*1P*2*PINERIDGE CLINIC*****XX*1887004129',
      'PER*IC*FRONT DESK*TE*5555550142',
      'HL*3*2*22*1',
      `NM1*IL*1*MEMBER${request % 9973}*SAMPLE****MI*NL${String(700000000 + request)}`,
      `DMG*D8*19${30 + random(60)}0415*F`,
      'HL*4*3*EV*1',
      `TRN*1*E${request}*9110012345`,
      'UM*HS*I*1*11:B',
      'DTP*AAH*D8*20261116',
      `HI*ABK:M17${random(9)}`,
      'NM1*SJ*1*RENDERER*PAT****XX*1600001014',
    );
    for (let service = 1; service <= services; service++) {
      file.put(
        `HL*${4 + service}*4*SS*0`,
        'UM*HS*I*1',
        'DTP*472*RD8*20261116-20261216',
        `SV1*HC:2061${random(10)}*${100 + random(400)}*UN*${1 + random(4)}`,
      );
    }
    file.endSet();
  }
  return { bytes: file.end(), sets: file.sets, units: file.sets };
}
