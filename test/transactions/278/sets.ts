import { priorAuthorizationHandler } from '../../../src/transactions/278/handler.js';
import type { Application, SetContext } from '../../../src/transactions/handler.js';
import type { PriorAuthorizationTables } from '../../../src/transactions/prior-authorization-tables.js';
import { applySet, contextOf, MemoryTransaction, overlay } from '../../support/applying.js';
import { schemas, segmentsOfText, unitsOf } from '../../support/units.js';
import { checkedResponse, type Response } from './checked.js';

export const REQUEST_GUIDE = '005010X217-278-request';
export const RESPONSE_GUIDE = '005010X217-278-response';

export const tables: PriorAuthorizationTables = {
  overlay,
  responseGuide: schemas.guide(RESPONSE_GUIDE),
  requestProblems: schemas.files.json('request-problems.json'),
};

/** A PA request with two physician services, for an adult. All people and ids are invented. */
export const IMAGING = segmentsOfText(`
  ST*278*0001*005010X217~
  BHT*0007*13*RVN20250402-17*20250402*101530~
  HL*1**20*1~
  NM1*X3*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042~
  HL*2*1*21*1~
  NM1*1P*1*ROSSI-VANE*NADIA****XX*1600003036~
  PER*IC*FRONT DESK*TE*7815550101*EM*AUTHS@EXAMPLE.COM~
  PRV*OR*PXC*2084N0400X~
  HL*3*2*22*1~
  NM1*IL*1*FERREIRA*LUCIA****MI*100200309911~
  DMG*D8*19850902*F~
  HL*4*3*EV*1~
  TRN*1*RVN-5521*9RVN000001~
  UM*HS*I*1*22:B**U***Y~
  DTP*AAH*RD8*20250407-20250507~
  HI*ABK:G35*ABF:R202~
  PWK*M1*EL***AC*RVNATT01*PROGRESS NOTES~
  MSG*SYMPTOMS WORSE SINCE MARCH~
  NM1*DK*1*ROSSI-VANE*NADIA****XX*1600003036~
  HL*5*4*SS*0~
  TRN*1*RVN-5521-1*9RVN000001~
  DTP*472*RD8*20250410-20250420~
  SV1*HC:70553*950*UN*1***1~
  NM1*SJ*2*NORTH RIVER IMAGING*****XX*1600004042~
  N3*12 MILL LANE~
  N4*LOWELL*MA*01850~
  HL*6*4*SS*0~
  TRN*1*RVN-5521-2*9RVN000001~
  SV1*HC:72158:26:LT*980*UN*1***1:2~
  NM1*SJ*2*NORTH RIVER IMAGING*****XX*1600004042~
  SE*31*0001~`);

/** An institutional request: SV2, days in HSD, discharge date, CL1. */
export const INPATIENT = segmentsOfText(`
  ST*278*0001*005010X217~
  BHT*0007*13*HMC250310001*20250310*0915~
  HL*1**20*1~
  NM1*X3*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042~
  HL*2*1*21*1~
  NM1*FA*2*HARBORVIEW MEDICAL CENTER*****XX*1887004129~
  REF*ZH*HMC00417~
  N3*100 WHARF STREET~
  N4*BOSTON*MA*021100001~
  PER*IC*UTILIZATION REVIEW*TE*6175550142*EX*221*FX*6175550143~
  HL*3*2*22*1~
  NM1*IL*1*OKAFOR*DANIEL*T***MI*100200300400~
  DMG*D8*19680417*M~
  HL*4*3*EV*1~
  TRN*1*HMC-EV-88121*9HMC000417~
  UM*HS*I*2*21:B**E***Y~
  DTP*435*D8*20250324~
  DTP*096*D8*20250328~
  HI*ABK:M1711*ABJ:M1711*ABF:I10~
  HSD*DY*4~
  CL1*3*1*30*1~
  NM1*71*1*LINDQVIST*MARA****XX*1600002020~
  PRV*AT*PXC*207X00000X~
  HL*5*4*SS*0~
  TRN*1*HMC-EV-88121-1*9HMC000417~
  UM*HS*I*2~
  DTP*472*D8*20250324~
  SV2*0360*HC:27447*28500*UN*1~
  NM1*72*1*LINDQVIST*MARA****XX*1600002020~
  PRV*OP*PXC*207X00000X~
  SE*31*0001~`);

/** A dependent patient and a delivery pattern. */
export const THERAPY = segmentsOfText(`
  ST*278*0001*005010X217~
  BHT*0007*13*PKT0077*20250505*0801~
  HL*1**20*1~
  NM1*X3*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042~
  HL*2*1*21*1~
  NM1*1P*2*PINE KNOLL PEDIATRICS*****46*110054321B~
  PER*IC**TE*5085550123~
  HL*3*2*22*1~
  NM1*IL*1*ABEBE*SARA****MI*100200311234~
  HL*4*3*23*1~
  NM1*QC*1*ABEBE*NOAH~
  DMG*D8*20180611*M~
  INS*N*19~
  HL*5*4*EV*1~
  TRN*1*PKT-9001*9PKT000001~
  UM*HS*I*AF*11:B**E***Y~
  HI*ABK:F801~
  NM1*DN*1*OYELARAN*TUNDE****XX*1600007078~
  HL*6*5*SS*0~
  DTP*472*RD8*20250512-20250811~
  SV1*HC:92507*120~
  HSD*VS*2*WK*1*34*3~
  NM1*SJ*1*CALDWELL*IRIS****XX*1600006062~
  PRV*PE*PXC*235Z00000X~
  SE*25*0001~`);

/** A cancellation of the imaging request; put the number in with `changed`. */
export const CANCELLATION = segmentsOfText(`
  ST*278*0002*005010X217~
  BHT*0007*13*RVN20250403-01*20250403*0900~
  HL*1**20*1~
  NM1*X3*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042~
  HL*2*1*21*1~
  NM1*1P*1*ROSSI-VANE*NADIA****XX*1600003036~
  HL*3*2*22*1~
  NM1*IL*1*FERREIRA*LUCIA****MI*100200309911~
  HL*4*3*EV*0~
  TRN*1*RVN-5521-C*9RVN000001~
  UM*HS*3~
  REF*NT*1000000001~
  HI*ABK:G35~
  NM1*DK*1*ROSSI-VANE*NADIA****XX*1600003036~
  SE*15*0002~`);

/** One request answered. */
export interface Answered extends Application, Response {}

/** Sends one request through the handler. Fails when the response breaks its guide or a rule, even with a warning. */
export function answer(
  request: readonly string[],
  transaction: MemoryTransaction = new MemoryTransaction(),
  changes: Partial<SetContext> = {},
  settings: PriorAuthorizationTables = tables,
): Answered {
  const units = unitsOf(REQUEST_GUIDE, request);
  const application = applySet(priorAuthorizationHandler(settings), units, contextOf(changes), transaction);
  const content = application.answers[0]?.content;
  if (!(content instanceof Uint8Array)) throw new Error('The answer has no bytes');
  return { ...application, ...checkedResponse(content) };
}
