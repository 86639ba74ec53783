const HEADER =
  'ISA*00*          *00*          *ZZ*EXAMPLESENDER  *ZZ*EXAMPLEPAYER   *261102*1430*^*00501*000000001*0*T*:~';
const GROUP = 'GS*HC*EXAMPLESENDER*EXAMPLEPAYER*20261102*1430*1*X*005010X222A1~';

const SUBMITTER =
  'BHT*0019*00*1*20261102*1430*CH~NM1*41*2*EXAMPLE CLINIC*****46*EXAMPLESENDER~PER*IC*DESK*TE*5555550142~' +
  'NM1*40*2*EXAMPLE PAYER*****46*EXAMPLEPAYER~';
const BILLING =
  'NM1*85*2*EXAMPLE CLINIC*****XX*1234567893~N3*1 EXAMPLE STREET~N4*BOSTON*MA*021080000~REF*EI*999999992~';
const SUBSCRIBER =
  'SBR*P*18*******CI~NM1*IL*1*EXAMPLE*PAT****MI*X1~N3*1 EXAMPLE STREET~N4*BOSTON*MA*021080000~DMG*D8*19800401*F~' +
  'NM1*PR*2*EXAMPLE PAYER*****PI*EXAMPLEPAYER~';
const LINE = 'SV1*HC:99213*100*UN*1***1~DTP*472*D8*20261012~';

const provider = (level) => `HL*${level}**20*1~${BILLING}`;
const subscriber = (level, parent, claims) => `HL*${level}*${parent}*22*0~${SUBSCRIBER}${claims}`;

/** One claim with so many lines; its total is right unless another is given. */
export function claim(number, { lines = 1, total = lines * 100, extra = '', diagnoses = 'HI*ABK:M170~' } = {}) {
  const all = Array.from({ length: lines }, (_, at) => `LX*${at + 1}~${LINE}`).join('');
  return `CLM*C${number}*${total}***11:B:1*Y*A*Y*Y~${extra}${diagnoses}${all}`;
}

/** Segments in one set of professional claims, in its envelope. */
export function interchangeOf(segments) {
  return `${HEADER}${GROUP}${setOf(1, SUBMITTER + segments)}GE*1*1~IEA*1*000000001~`;
}

/** So many sets in one group. */
export function sets(count) {
  const body = SUBMITTER + oneClaim(claim(1));
  const all = Array.from({ length: count }, (_, at) => setOf(at + 1, body)).join('');
  return `${HEADER}${GROUP}${all}GE*${count}*1~IEA*1*000000001~`;
}

/** One set with one provider, so many subscribers below, and their claims; `claims` makes them of the number. */
export function subscribers(count, claims) {
  const all = Array.from({ length: count }, (_, at) => subscriber(at + 2, 1, claims(at + 1))).join('');
  return interchangeOf(provider(1) + all);
}

/** One set with so many providers of one claim each. */
export function providers(count) {
  const all = Array.from(
    { length: count },
    (_, at) => provider(2 * at + 1) + subscriber(2 * at + 2, 2 * at + 1, claim(at + 1)),
  );
  return interchangeOf(all.join(''));
}

/** A provider with a subscriber of this claim. */
export const oneClaim = (text) => provider(1) + subscriber(2, 1, text);

function setOf(number, body) {
  const control = String(number).padStart(4, '0');
  return `ST*837*${control}*005010X222A1~${body}SE*${body.split('~').length + 1}*${control}~`;
}

/** `value` so often, with `separator` between. */
export const repeated = (value, separator, count) => `${value}${separator}`.repeat(count - 1) + value;

export { GROUP, HEADER };
