import { segmentsOfText } from '../../support/units.js';

export const PROFESSIONAL = '005010X222A1-837P';
export const INSTITUTIONAL = '005010X223A2-837I';
export const DENTAL = '005010X224A2-837D';

/** A set of one provider and member around claims; all people and ids are invented. */
export function setOf(version: string, claims: string): string[] {
  const body = segmentsOfText(`
    ST*837*0001*${version}~
    BHT*0019*00*PRCB261104*20261104*0800*CH~
    NM1*41*2*PINERIDGE CLEARING*****46*110099999Z~
    PER*IC*BILLING DESK*TE*5555550142~
    NM1*40*2*NORTHLAKE HEALTH PLAN*****46*NLHP00042~
    HL*1**20*1~
    NM1*85*2*PINERIDGE CLINIC*****XX*1887004129~
    N3*14 ORCHARD WAY~
    N4*MILLBROOK*OH*440010001~
    REF*EI*990000142~
    HL*2*1*22*0~
    SBR*P*18*******MC~
    NM1*IL*1*OAKES*MARTA****MI*NL700100201~
    N3*7 MAPLE CT~
    N4*MILLBROOK*OH*440010001~
    DMG*D8*19710415*F~
    NM1*PR*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042~
    ${claims}`);
  return [...body, `SE*${body.length + 1}*0001`];
}

/** A stay of two revenue lines. */
export const HOSPITAL_STAY = setOf(
  '005010X223A2',
  `CLM*INP-1*4210.5***11:A:1**A*Y*Y~
   DTP*096*TM*1100~
   DTP*434*RD8*20261010-20261014~
   DTP*435*DT*202610100900~
   CL1*1*7*01~
   REF*G1*P262800001~
   HI*ABK:J189~
   HI*ABJ:J189~
   NM1*71*1*STONE*ELI****XX*1600003036~
   NM1*82*1*REED*ANA****XX*1234567893~
   LX*1~
   SV2*0120**4000*DA*4~
   LX*2~
   SV2*0450*HC:99284:25*210.5*UN*1~
   DTP*472*D8*20261010~
   REF*6R*LINE-2~`,
);

/** A dental claim of two lines. */
export const TEETH = setOf(
  '005010X224A2',
  `CLM*DEN-1*340***11:B:1*Y*A*Y*Y~
   DTP*472*D8*20261012~
   REF*G1*P262800002~
   NM1*82*1*REED*ANA****XX*1234567893~
   PRV*PE*PXC*122300000X~
   LX*1~
   SV3*AD:D2391*180****2~
   TOO*JP*14*M:O~
   TOO*JP*15*O~
   LX*2~
   SV3*AD:D0120*160****1~
   DTP*472*D8*20261015~`,
);

/** A professional claim of one line. */
export const VISIT = setOf(
  '005010X222A1',
  `CLM*PRO-1*150***11:B:1*Y*A*Y*Y~
   HI*ABK:M1711~
   NM1*82*1*REED*ANA****XX*1234567893~
   LX*1~
   SV1*HC:T1019:U1*150*UN*6***1~
   DTP*472*D8*20261028~
   REF*G1*P262800003~`,
);
