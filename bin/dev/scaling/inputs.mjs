import { claim, GROUP, HEADER, interchangeOf, oneClaim, providers, repeated, sets, subscribers } from './parts.mjs';

const inClaim = (options) => interchangeOf(oneClaim(claim(1, options)));
const asClaimNumber = (text) => interchangeOf(oneClaim(claim(1).replace('C1', text)));
const levels = (count, parentOf) =>
  Array.from(
    { length: count },
    (_, at) => `HL*${at + 1}*${at === 0 ? '' : parentOf(at)}*${at === 0 ? 20 : 22}*1~`,
  ).join('');

/**
 * Files that grow in one direction only, by name: `make(n)` gives the text, `start` is the smallest n. Each is tried at
 * n, 10 n and 100 n.
 */
export const INPUTS = {
  'sets in a group': { start: 100, make: sets },
  groups: { start: 500, make: (n) => `${HEADER}${`${GROUP}GE*0*1~`.repeat(n)}IEA*${n}*000000001~` },
  interchanges: { start: 500, make: (n) => `${HEADER}IEA*0*000000001~`.repeat(n) },
  'ISA after ISA': { start: 500, make: (n) => HEADER.repeat(n) },
  'TA1 segments': {
    start: 1000,
    make: (n) => `${HEADER}${'TA1*000000001*261102*1430*A*000~'.repeat(n)}IEA*0*000000001~`,
  },
  'claims in a set': { start: 500, make: (n) => subscribers(n, claim) },
  'claims of one subscriber': {
    start: 500,
    make: (n) => subscribers(1, () => Array.from({ length: n }, (_, at) => claim(at)).join('')),
  },
  'lines in a claim': { start: 500, make: (n) => inClaim({ lines: n }) },
  'billing providers': { start: 300, make: providers },
  'refused claims': { start: 500, make: (n) => subscribers(n, (at) => claim(at, { total: 7 })) },
  'every second claim refused': {
    start: 500,
    make: (n) => subscribers(n, (at) => claim(at, at % 2 ? { total: 7 } : {})),
  },
  'REF beyond its maximum': { start: 1000, make: (n) => inClaim({ extra: 'REF*EA*123~'.repeat(n) }) },
  'REF of one line': { start: 1000, make: (n) => inClaim({}).replace(/(?=SE\*)/, 'REF*6R*123~'.repeat(n)) },
  'HI segments': { start: 500, make: (n) => inClaim({ diagnoses: 'HI*ABK:M170*ABF:E119~'.repeat(n) }) },
  'HI elements': { start: 300, make: (n) => inClaim({ diagnoses: `HI*ABK:M170${'*ABF:E119'.repeat(n)}~` }) },
  'repetitions of an element': { start: 300, make: (n) => asClaimNumber(repeated('A', '^', n)) },
  'components of an element': { start: 300, make: (n) => asClaimNumber(repeated('A', ':', n)) },
  'elements of a segment': { start: 300, make: (n) => asClaimNumber(repeated('A', '*', n)) },
  'bytes of an element': { start: 6_000, make: (n) => asClaimNumber('A'.repeat(n)) },
  'long segments, each wrong': {
    start: 2,
    make: (n) => inClaim({ extra: `REF*${repeated('A', '*', 30_000)}~`.repeat(n) }),
  },
  'long composites, each wrong': {
    start: 2,
    make: (n) => inClaim({ extra: `REF*${repeated('A', ':', 30_000)}~`.repeat(n) }),
  },
  'deep hierarchy': { start: 1000, make: (n) => interchangeOf(levels(n, (at) => at)) },
  'wide hierarchy': { start: 1000, make: (n) => interchangeOf(levels(n, () => 1)) },
  'every segment wrong': { start: 500, make: (n) => interchangeOf('CLM**X***:::*~ZZZ*1~HI*X~NM1*ZZ*9~'.repeat(n)) },
  'misspelt segments': {
    start: 500,
    make: (n) => subscribers(n, claim).replaceAll('~N4*', '~N44*').replaceAll('~HI*', '~H1*'),
  },
  'loop starts missing': {
    start: 500,
    make: (n) => subscribers(n, claim).replaceAll(/~(LX|SBR|NM1\*IL)\*[^~]*(?=~)/g, ''),
  },
  'levels out of order': {
    start: 500,
    make: (n) => subscribers(n, claim).replaceAll(/~HL\*(\d*[13579])\*[^~]*(?=~)/g, '~HL*$1*9*23*0'),
  },
  'unknown segments': { start: 1000, make: (n) => interchangeOf('ZZZ*1*2*3~'.repeat(n)) },
  'empty segments': { start: 1000, make: (n) => interchangeOf('~'.repeat(n)) },
  'no terminator': { start: 1_000_000, make: (n) => `${HEADER}${GROUP}${'NM1*IL*1*DOE*JANE '.repeat(n / 18)}` },
  'no terminator, line ends': {
    start: 1_000_000,
    make: (n) => `${HEADER}${GROUP}${'NM1*IL*1*DOE*JANE\n'.repeat(n / 18)}`,
  },
  'bytes outside interchanges': {
    start: 200_000,
    make: (n) => `${HEADER}IEA*0*000000001~${'ISA*00*I '.repeat(n / 9)}`,
  },
  'binary segments': { start: 1000, make: (n) => interchangeOf('BIN*3*a~b~'.repeat(n)) },
  'endless binary segment': { start: 200_000, make: (n) => interchangeOf(`BIN*999999999*${'a~b*'.repeat(n / 4)}`) },
};
