/**
 * Facts of the X12 standard that the guide tables do not carry. Nothing here comes from an implementation guide.
 */

/** Data elements that every guide marks "not used", so that no table states their type and size. */
export const UNUSED_ELEMENTS = {
  61: ['AN', 1, 30],
  107: ['ID', 1, 2],
  212: ['R', 1, 17],
  236: ['ID', 3, 3],
  280: ['R', 4, 10],
  289: ['N0', 1, 2],
  331: ['ID', 2, 2],
  358: ['R', 1, 15],
  378: ['ID', 1, 1],
  443: ['AN', 1, 20],
  499: ['R', 1, 10],
  559: ['ID', 2, 2],
  639: ['ID', 2, 2],
  648: ['ID', 3, 3],
  649: ['R', 1, 10],
  659: ['ID', 1, 2],
  669: ['ID', 3, 3],
  687: ['ID', 2, 2],
  704: ['ID', 1, 2],
  740: ['R', 1, 20],
  741: ['R', 1, 20],
  752: ['ID', 2, 2],
  757: ['N0', 1, 2],
  770: ['AN', 1, 20],
  786: ['ID', 2, 2],
  819: ['ID', 2, 3],
  934: ['ID', 2, 2],
  935: ['ID', 2, 2],
  936: ['ID', 2, 2],
  1018: ['R', 1, 15],
  1048: ['ID', 1, 3],
  1149: ['ID', 4, 6],
  1154: ['ID', 1, 1],
  1161: ['ID', 1, 2],
  1209: ['ID', 1, 1],
  1211: ['ID', 2, 3],
  1222: ['AN', 1, 3],
  1223: ['ID', 3, 3],
  1301: ['AN', 1, 10],
  1333: ['ID', 1, 2],
  1334: ['ID', 1, 1],
  1335: ['ID', 1, 1],
  1340: ['ID', 1, 2],
  1341: ['AN', 1, 2],
  1343: ['ID', 1, 2],
  1360: ['ID', 1, 1],
  1364: ['ID', 1, 2],
  1373: ['ID', 2, 4],
  1476: ['ID', 1, 1],
};

/** Names that the tables lack or carry from the neighbouring element. */
export const ELEMENT_NAMES = {
  97: 'Number of Transaction Sets Included',
  124: "Application Receiver's Code",
  142: "Application Sender's Code",
  621: 'Implementation Data Element Syntax Error Code',
  704: 'Paperwork/Report Action Code',
  1222: 'Provider Specialty Code',
  1528: 'Component Data Element Position in Composite',
  C052: 'Medicare Status Code',
};

/** Values X12 knows for the control segments beyond those that health care uses. */
export const CONTROL_CODES = {
  I01: ['00', '01', '02', '03', '04', '05', '06'],
  I14: ['I', 'P', 'T'],
  455: ['T', 'X'],
};

/**
 * Elements whose values come from lists that others keep (claim status, diagnoses, references, places of service): any
 * value of the right form is X12-legal, so they get no base list. DE 143: the 005010 list has some three hundred sets.
 */
export const OPEN_ELEMENTS = new Set(['67', '127', '143', '234', '447', '480', '1271', '1331', '1705', '9999']);

/** Composites of which no table lists the components. */
export const COMPOSITES = {
  C002: ['704', '704', '704', '704', '704'],
  C035: ['1222', '559', '1073'],
};

/** Data elements that a table leaves out, by reference designator. */
export const MISSING_DATA_ELEMENTS = { DN206: '1270' };

/** Segments of the 005010 transaction sets (X12 standard, before any guide): what is here and not in a guide is I4. */
export const BASE_SEGMENTS = {
  270: [
    ...['ST', 'BHT', 'HL', 'TRN', 'NM1', 'REF', 'N2', 'N3', 'N4', 'PER', 'PRV', 'DMG', 'INS', 'HI', 'DTP', 'MPI'],
    ...['EQ', 'AMT', 'VEH', 'PDR', 'PDP', 'III', 'SE'],
  ],
  271: [
    ...['ST', 'BHT', 'HL', 'TRN', 'AAA', 'NM1', 'REF', 'N2', 'N3', 'N4', 'PER', 'PRV', 'DMG', 'INS', 'HI', 'DTP'],
    ...['LUI', 'MPI', 'EB', 'HSD', 'VEH', 'PID', 'PDR', 'PDP', 'LIN', 'EM', 'SD1', 'PKD', 'MSG', 'III', 'AMT', 'PCT'],
    ...['LQ', 'LS', 'LE', 'SE'],
  ],
  276: [
    ...['ST', 'BHT', 'REF', 'NM1', 'N2', 'N3', 'N4', 'PER', 'HL', 'SBR', 'PAT', 'DMG', 'TRN', 'AMT', 'DTP', 'SVC'],
    'SE',
  ],
  277: [
    ...['ST', 'BHT', 'REF', 'NM1', 'N1', 'N2', 'N3', 'N4', 'PER', 'HL', 'SBR', 'PAT', 'DMG', 'TRN', 'STC', 'DTP'],
    ...['QTY', 'AMT', 'PWK', 'SVC', 'SE'],
  ],
  278: [
    ...['ST', 'BHT', 'HL', 'TRN', 'AAA', 'UM', 'HCR', 'REF', 'DTP', 'HI', 'SV1', 'SV2', 'SV3', 'TOO', 'HSD', 'CRC'],
    ...['DN1', 'DN2', 'CL1', 'CR1', 'CR2', 'CR4', 'CR5', 'CR6', 'CR7', 'CR8', 'PWK', 'MSG', 'NM1', 'N2', 'N3', 'N4'],
    ...['PER', 'PRV', 'DMG', 'INS', 'SE'],
  ],
  820: [
    ...['ST', 'BPR', 'NTE', 'TRN', 'CUR', 'REF', 'DTM', 'N1', 'N2', 'N3', 'N4', 'PER', 'RDM', 'ENT', 'FA1', 'FA2'],
    ...['NM1', 'ADX', 'IT1', 'RPA', 'QTY', 'SAC', 'TXI', 'SLN', 'RMR', 'VEH', 'TXP', 'DED', 'LX', 'G53', 'AIN', 'DTP'],
    ...['PEN', 'AMT', 'INV', 'N9', 'EMS', 'ATN', 'PYD', 'RYL', 'LOC', 'PID', 'PCT', 'ASM', 'SE'],
  ],
  834: [
    ...['ST', 'BGN', 'REF', 'DTP', 'AMT', 'QTY', 'N1', 'N2', 'N3', 'N4', 'PER', 'ACT', 'INS', 'NM1', 'DMG', 'PM'],
    ...['EC', 'ICM', 'HLH', 'HI', 'LUI', 'DSB', 'AD1', 'HD', 'IDC', 'LX', 'PRV', 'PLA', 'COB', 'LC', 'BEN', 'FSA'],
    ...['RP', 'INV', 'K3', 'REL', 'NX1', 'FC', 'ENT', 'AIN', 'LS', 'LE', 'SE'],
  ],
  835: [
    ...['ST', 'BPR', 'NTE', 'TRN', 'CUR', 'REF', 'DTM', 'N1', 'N2', 'N3', 'N4', 'PER', 'RDM', 'LX', 'TS3', 'TS2'],
    ...['CLP', 'CAS', 'NM1', 'MIA', 'MOA', 'AMT', 'QTY', 'SVC', 'LQ', 'PLB', 'SE'],
  ],
  837: [
    ...['ST', 'BHT', 'REF', 'NM1', 'N2', 'N3', 'N4', 'PER', 'HL', 'PRV', 'SBR', 'PAT', 'DTP', 'CUR', 'DMG', 'CLM'],
    ...['CL1', 'DN1', 'DN2', 'PWK', 'CN1', 'DSB', 'UR', 'AMT', 'K3', 'NTE', 'CR1', 'CR2', 'CR3', 'CR4', 'CR5', 'CR6'],
    ...['CR7', 'CR8', 'CRC', 'HI', 'QTY', 'HCP', 'HSD', 'CAS', 'OI', 'MIA', 'MOA', 'LX', 'SV1', 'SV2', 'SV3', 'TOO'],
    ...['SV4', 'SV5', 'SV6', 'SV7', 'MEA', 'PS1', 'IMM', 'LIN', 'CTP', 'SVD', 'LQ', 'FRM', 'SE'],
  ],
  999: ['ST', 'AK1', 'AK2', 'IK3', 'CTX', 'IK4', 'IK5', 'AK9', 'SE'],
};

/**
 * By set, or by guide id where guides of one set differ: the business unit as the 999 names it in CTX (999 guide,
 * business unit identifier), and the loop that is one unit of work. The unit is what may come a million times: a member,
 * a claim, a subscriber with the dependents below. Loop '' is the transaction set itself; `code` is the value of the
 * segment's key where several segments of that id stand in the loop.
 */
export const UNITS = {
  270: { businessUnit: traceNumber('2000C', '2000D'), unitLoop: '2000C' },
  271: { businessUnit: traceNumber('2000C', '2000D'), unitLoop: '2000C' },
  276: { businessUnit: traceNumber('2200D', '2200E'), unitLoop: '2000D' },
  277: { businessUnit: traceNumber('2200B', '2200C', '2200D', '2200E'), unitLoop: '2000D' },
  '005010X214-277CA': { businessUnit: traceNumber('2200A', '2200B', '2200C', '2200D'), unitLoop: '2000D' },
  278: { businessUnit: { name: 'SUBSCRIBER NAME NM109', loops: ['2010C'], segment: 'NM1', element: 9 } },
  820: { businessUnit: { name: 'ENT01', loops: ['2000A', '2000B'], segment: 'ENT', element: 1 }, unitLoop: '2000B' },
  834: {
    businessUnit: { name: 'SUBSCRIBER NUMBER REF02', loops: ['2000'], segment: 'REF', element: 2, code: '0F' },
    unitLoop: '2000',
  },
  835: { businessUnit: traceNumber(''), unitLoop: '2100' },
  837: { businessUnit: { name: 'CLM01', loops: ['2300'], segment: 'CLM', element: 1 }, unitLoop: '2300' },
  999: { unitLoop: '2000' },
};

function traceNumber(...loops) {
  return { name: 'TRN02', loops, segment: 'TRN', element: 2 };
}

/**
 * Loops of which exactly one must be present, by guide id, parent and loop. A 278 request holds one patient event: the
 * dependent's when a dependent is sent, else the subscriber's. (A response may hold neither.)
 */
export const ALTERNATIVES = { '005010X217-278-request': { '2000C': { '2000E': '2000D' } } };

/**
 * Loops whose first segment counts them from 1, by set: the service lines of a claim (LX01). Elsewhere LX01 may be any
 * number: in the 835 it sorts claims, by year and kind of bill for instance.
 */
export const COUNTED_LOOPS = { 837: new Set(['2400']) };
