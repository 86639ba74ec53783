import { isProtected } from './protected.mjs';
import {
  COMPOSITES,
  CONTROL_CODES,
  ELEMENT_NAMES,
  MISSING_DATA_ELEMENTS,
  OPEN_ELEMENTS,
  UNUSED_ELEMENTS,
} from './supplement.mjs';

/** Every segment node of a table, shared loops included. */
export function* segmentsOf(table) {
  const roots = [...(table.children ?? []), ...(table.segments ?? []), ...Object.values(table.shared ?? {})];
  for (const root of roots) yield* descend(root);
}

function* descend(node) {
  if (node.elements !== undefined) yield node;
  for (const child of node.children ?? []) yield* descend(child);
}

/** Data element number or composite id of an element of a table. */
export function dataElementOf(element) {
  return element.de ?? MISSING_DATA_ELEMENTS[element.ref];
}

/**
 * The data elements and composites that any table names.
 *
 * Base list of an element: the codes its own entry lists together with every value any table lists for it. An element
 * whose entry lists none, or whose values others keep, has no base list.
 */
export function convertElements({ tables, control, dataElements, codeSets }) {
  const found = new Map();
  const composites = {};
  const note = (element) => {
    const id = dataElementOf(element);
    const facts = found.get(id) ?? { name: element.name, codes: new Set() };
    found.set(id, facts);
    if (element.type !== undefined) facts.form = [element.type, element.min, element.max];
    for (const code of element.codes ?? []) facts.codes.add(code);
    for (const code of codesOf(codeSets.sets[element.set])) facts.codes.add(code);
    if (element.components === undefined) return;
    const components = element.components.map(dataElementOf);
    if (components.length > (composites[id]?.length ?? 0)) composites[id] = components;
    element.components.forEach(note);
  };
  for (const table of [...tables, control]) for (const segment of segmentsOf(table)) segment.elements.forEach(note);
  Object.assign(composites, COMPOSITES);
  for (const id of Object.values(composites).flat()) if (!found.has(id)) found.set(id, { codes: new Set() });

  const elements = {};
  for (const id of [...found.keys()].filter((key) => !isComposite(key)).sort(byNumber)) {
    const entry = dataElements[id];
    const facts = found.get(id);
    const form = entry === undefined ? (facts.form ?? UNUSED_ELEMENTS[id]) : [entry.type, entry.min, entry.max];
    if (form === undefined) throw new Error(`Data element ${id} has no type: add it to supplement.mjs`);
    const longest = form[2];
    // Snapshots of code lists may hold codes of later releases, too long for 005010.
    const codes = baseList(id, entry, facts, codeSets).filter((code) => code.length <= longest);
    elements[id] = {
      name: ELEMENT_NAMES[id] ?? entry?.name ?? facts.name,
      type: elementType(form[0]),
      minimum: form[1],
      maximum: form[2],
      ...(codes.length === 0 ? {} : { codes }),
    };
  }
  return { elements, composites: namedComposites(composites, found, dataElements) };
}

/** Numbers with implied decimals (N1 to N9) have the form of N0: digits and a sign. */
function elementType(type) {
  return /^N\d$/.test(type) ? 'N0' : type;
}

function baseList(id, entry, facts, codeSets) {
  if (OPEN_ELEMENTS.has(id)) return [];
  const own = [...(entry?.codes ?? []), ...(CONTROL_CODES[id] ?? [])];
  if (own.length === 0) return [];
  const listed = (entry?.sets ?? []).flatMap((set) => codesOf(codeSets.sets[set]));
  return [...new Set([...own, ...listed, ...facts.codes])].sort();
}

function codesOf(set) {
  if (set === undefined) return [];
  return Array.isArray(set.codes) ? set.codes : Object.keys(set.codes);
}

function namedComposites(composites, found, dataElements) {
  const ids = Object.keys(composites).sort();
  return Object.fromEntries(
    ids.map((id) => [
      id,
      { name: ELEMENT_NAMES[id] ?? dataElements[id]?.name ?? found.get(id).name, components: composites[id] },
    ]),
  );
}

export function isComposite(id) {
  return /^C\d{3}$/.test(id);
}

function byNumber(a, b) {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** Segment id to its elements, in the longest form any table shows. */
export function convertSegments(tables, control) {
  const segments = {};
  for (const table of [...tables, control]) {
    for (const segment of segmentsOf(table)) {
      const elements = segment.elements.map(dataElementOf);
      const known = segments[segment.id];
      if (known === undefined || elements.length > known.elements.length) {
        segments[segment.id] = { name: SEGMENT_NAMES[segment.id] ?? segment.name, elements };
      }
    }
  }
  return Object.fromEntries(Object.entries(segments).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The envelope's segments with the lists and widths of health care interchanges. */
export function convertControl(control, standard) {
  const segments = control.segments.map((segment) => [
    segment.id,
    {
      name: SEGMENT_NAMES[segment.id] ?? segment.name,
      elements: segment.elements.map((element) => ({
        element: element.de,
        ...(element.name === standard.elements[element.de].name ? {} : { name: element.name }),
        usage: element.usage,
        ...(element.codes === undefined ? {} : { codes: element.codes }),
        ...(isProtected(segment.id, element.de) ? { protected: true } : {}),
      })),
    },
  ]);
  return { version: control.guide, sources: control.sources, segments: Object.fromEntries(segments) };
}

/** X12's own names; the tables carry what a guide calls the segment in its place. */
const SEGMENT_NAMES = {
  AAA: 'Request Validation',
  ACT: 'Account Identification',
  ADX: 'Adjustment',
  AK1: 'Functional Group Response Header',
  AK2: 'Transaction Set Response Header',
  AK9: 'Functional Group Response Trailer',
  AMT: 'Monetary Amount Information',
  BGN: 'Beginning Segment',
  BHT: 'Beginning of Hierarchical Transaction',
  BPR: 'Beginning Segment for Payment Order/Remittance Advice',
  CAS: 'Claims Adjustment',
  CL1: 'Claim Codes',
  CLM: 'Health Claim',
  CLP: 'Claim Level Data',
  CN1: 'Contract Information',
  COB: 'Coordination of Benefits',
  CR1: 'Ambulance Certification',
  CR2: 'Chiropractic Certification',
  CR3: 'Durable Medical Equipment Certification',
  CR5: 'Oxygen Therapy Certification',
  CR6: 'Home Health Care Certification',
  CRC: 'Conditions Indicator',
  CTP: 'Pricing Information',
  CTX: 'Context',
  CUR: 'Currency',
  DMG: 'Demographic Information',
  DN1: 'Orthodontic Information',
  DN2: 'Tooth Summary',
  DSB: 'Disability Information',
  DTM: 'Date/Time Reference',
  DTP: 'Date or Time or Period',
  EB: 'Eligibility or Benefit Information',
  EC: 'Employment Class',
  ENT: 'Entity',
  EQ: 'Eligibility or Benefit Inquiry',
  FRM: 'Supporting Documentation',
  GE: 'Functional Group Trailer',
  GS: 'Functional Group Header',
  HCP: 'Health Care Pricing',
  HCR: 'Health Care Services Review',
  HD: 'Health Coverage',
  HI: 'Health Care Information Codes',
  HL: 'Hierarchical Level',
  HLH: 'Health Information',
  HSD: 'Health Care Services Delivery',
  ICM: 'Individual Income',
  IDC: 'Identification Card',
  IEA: 'Interchange Control Trailer',
  III: 'Information',
  IK3: 'Implementation Data Segment Note',
  IK4: 'Implementation Data Element Note',
  IK5: 'Implementation Transaction Set Response Trailer',
  INS: 'Insured Benefit',
  ISA: 'Interchange Control Header',
  IT1: 'Baseline Item Data',
  K3: 'File Information',
  LE: 'Loop Trailer',
  LIN: 'Item Identification',
  LQ: 'Industry Code',
  LS: 'Loop Header',
  LUI: 'Language Use',
  LX: 'Transaction Set Line Number',
  MEA: 'Measurements',
  MIA: 'Medicare Inpatient Adjudication',
  MOA: 'Medicare Outpatient Adjudication',
  MPI: 'Military Personnel Information',
  MSG: 'Message Text',
  N1: 'Party Identification',
  N2: 'Additional Name Information',
  N3: 'Party Location',
  N4: 'Geographic Location',
  NM1: 'Individual or Organizational Name',
  NTE: 'Note/Special Instruction',
  OI: 'Other Health Insurance Information',
  PAT: 'Patient Information',
  PER: 'Administrative Communications Contact',
  PLA: 'Place or Location',
  PLB: 'Provider Level Adjustment',
  PRV: 'Provider Information',
  PS1: 'Purchase Service',
  PWK: 'Paperwork',
  QTY: 'Quantity Information',
  RDM: 'Remittance Delivery Method',
  REF: 'Reference Information',
  RMR: 'Remittance Advice Accounts Receivable Open Item Reference',
  SAC: 'Service, Promotion, Allowance, or Charge Information',
  SBR: 'Subscriber Information',
  SE: 'Transaction Set Trailer',
  SLN: 'Subline Item Detail',
  ST: 'Transaction Set Header',
  STC: 'Status Information',
  SV1: 'Professional Service',
  SV2: 'Institutional Service',
  SV3: 'Dental Service',
  SV5: 'Durable Medical Equipment Service',
  SVC: 'Service Information',
  SVD: 'Service Line Adjudication',
  TA1: 'Interchange Acknowledgment',
  TOO: 'Tooth Identification',
  TRN: 'Trace',
  TS2: 'Transaction Supplemental Statistics',
  TS3: 'Transaction Statistics',
  UM: 'Health Care Services Review Information',
};
