import { segmentsOfText } from '../../support/units.js';
import { inquiryOf } from './asking.js';

/** An inquiry and the whole response to it, ST to SE. People, providers and numbers are invented. */
export interface Pair {
  readonly inquiry: readonly string[];
  readonly response: readonly string[];
}

const MEMBER = 'NM1*IL*1*FERREIRA*LUCIA****MI*100200309911~DMG*D8*19850902*F~';
const HEADING = `
  BHT*0007*49*RVN-ASK-01*20250402*0901*RD~
  HL*1**20*1~
  NM1*X3*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042~
  HL*2*1*21*1~
  NM1*1P*1*ROSSI-VANE*NADIA****XX*1600003036~`;

const responseOf = (below: string): readonly string[] => {
  const segments = segmentsOfText(`ST*278*0001*005010X215~${HEADING}${below}`);
  return [...segments, `SE*${segments.length + 1}*0001`];
};

/** By tracking number, while nobody has decided: the imaging request as it was taken. */
export const PENDED: Pair = {
  inquiry: inquiryOf(`
    HL*3*2*22*1~
    TRN*1*ASK-7*9RVN000001~
    ${MEMBER}
    HL*4*3*EV*0~
    TRN*1*RVN-ASK-1*9RVN000001*WEST~
    UM*HS~
    REF*NT*1000000001~`),
  response: responseOf(`
    HL*3*2*22*1~
    TRN*2*ASK-7*9RVN000001~
    ${MEMBER}
    HL*4*3*EV*1~
    TRN*1*1000000001*9NLHP00042~
    TRN*2*RVN-ASK-1*9RVN000001*WEST~
    TRN*2*RVN-5521*9RVN000001~
    UM*HS**1*22:B**U~
    HCR*A4**0W~
    REF*NT*1000000001~
    DTP*AAH*RD8*20250407-20250507~
    HI*ABK:G35*ABF:R202~
    HL*5*4*SS*0~
    TRN*2*RVN-5521-1*9RVN000001~
    HCR*A4**0W~
    DTP*472*RD8*20250410-20250420~
    SV1*HC:70553**UN*1~
    NM1*SJ*2*NORTH RIVER IMAGING*****XX*1600004042~
    HL*6*4*SS*0~
    TRN*2*RVN-5521-2*9RVN000001~
    HCR*A4**0W~
    DTP*472*RD8*20250407-20250507~
    SV1*HC:72158:26:LT**UN*1~
    NM1*SJ*2*NORTH RIVER IMAGING*****XX*1600004042~`),
};

/** By member alone, decided in part: one service certified, one denied. */
export const DECIDED: Pair = {
  inquiry: inquiryOf(`HL*3*2*22*0~${MEMBER}`),
  response: responseOf(`
    HL*3*2*22*1~
    ${MEMBER}
    HL*4*3*EV*1~
    TRN*1*1000000001*9NLHP00042~
    TRN*2*RVN-5521*9RVN000001~
    UM*HS**1*22:B**U~
    HCR*A2*P250933334~
    REF*NT*1000000001~
    DTP*AAH*RD8*20250407-20250507~
    DTP*102*D8*20250403~
    DTP*036*D8*20250420~
    DTP*007*RD8*20250410-20250420~
    HI*ABK:G35*ABF:R202~
    HL*5*4*SS*0~
    TRN*2*RVN-5521-1*9RVN000001~
    HCR*A1*P250933334~
    DTP*472*RD8*20250410-20250420~
    DTP*102*D8*20250403~
    DTP*036*D8*20250420~
    DTP*007*RD8*20250410-20250420~
    SV1*HC:70553**UN*1~
    NM1*SJ*2*NORTH RIVER IMAGING*****XX*1600004042~
    HL*6*4*SS*0~
    TRN*2*RVN-5521-2*9RVN000001~
    HCR*A3**0F~
    REF*NT*1000000001~
    DTP*472*RD8*20250407-20250507~
    SV1*HC:72158:26:LT**UN*1~
    MSG*NOT NEEDED AFTER THE FIRST. THE MEMBER MAY APPEAL.~
    NM1*SJ*2*NORTH RIVER IMAGING*****XX*1600004042~`),
};

/** Another member's number, and a member of whom nothing is on file. */
export const NOT_FOUND: Pair = {
  inquiry: inquiryOf(`
    HL*3*2*22*1~
    NM1*IL*1*OAKES*MARTA****MI*100200300400~
    HL*4*3*EV*0~
    TRN*1*RVN-ASK-2*9RVN000001~
    REF*NT*1000000001~
    HL*5*2*22*0~
    NM1*IL*1*OAKES*MARTA****MI*100200300400~`),
  response: responseOf(`
    HL*3*2*22*1~
    NM1*IL*1*OAKES*MARTA****MI*100200300400~
    HL*4*3*EV*0~
    TRN*2*RVN-ASK-2*9RVN000001~
    AAA*N**AA*C~
    REF*NT*1000000001~
    HL*5*2*22*0~
    NM1*IL*1*OAKES*MARTA****MI*100200300400~
    AAA*N**75*C~`),
};
