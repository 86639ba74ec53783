/**
 * Which elements are protected health information (or stand so close to it that they are masked all the same): names,
 * identifiers, addresses, birth and death dates, free text, diagnosis codes, bank accounts, race, height, weight and
 * income of a member. Other codes, qualifiers, counts, amounts, dates
 * of service and control numbers are not.
 */

/** Protected wherever they stand. */
const ALWAYS = new Set([
  '19', // city
  '61', // free-form information
  '67', // identification code: member ids, NPIs
  '93', // name
  '116', // postal code
  '166', // address line
  '352', // description
  '364', // telephone, e-mail
  '429', // check number
  '443', // contact inquiry reference
  '449', // fixed format information: K3
  '507', // bank
  '508', // account number
  '724', // copy of a bad value
  '785', // binary data: a document
  '803', // name of a document's file
  '933', // message text
  '1028', // the sender's own number for the claim
  '1035', // last name or organization
  '1036', // first name
  '1037', // middle name
  '1038', // name prefix
  '1039', // name suffix
  '1109', // race or ethnicity
  '1137', // medical code value: a diagnosis or procedure
  '9998', // value of a business unit
  'I02', // authorization information
  'I04', // password
]);

/** Reference numbers: protected, but for these segments, where they are codes or name a batch or a contract. */
const OPEN_REFERENCES = new Set(['BGN', 'BHT', 'CN1', 'HCP', 'MIA', 'MOA', 'PRV']);

/** DE 1251 holds a date of birth or death here, a date of service elsewhere. */
const PERSONAL_DATES = new Set(['DMG', 'PAT', 'INS', 'MPI']);

/** Elements that are protected in these segments only. */
const BY_SEGMENT = {
  DMG: new Set(['1271']), // race or ethnicity
  HLH: new Set(['65', '81']), // height, weight
  ICM: new Set(['310', '782']), // place of work, income
  III: new Set(['1271']), // may be a diagnosis or the nature of an injury
  N4: new Set(['310']), // county and the like
};

/**
 * @param {string} segment Segment id.
 * @param {string} dataElement Data element number, not a composite id.
 * @param {string} [composite] Id of the composite it stands in.
 */
export function isProtected(segment, dataElement, composite) {
  if (dataElement === '127') return !OPEN_REFERENCES.has(segment);
  if (dataElement === '1251') return PERSONAL_DATES.has(segment);
  if (dataElement === '1271' && composite === 'C022') return true;
  return ALWAYS.has(dataElement) || BY_SEGMENT[segment]?.has(dataElement) === true;
}
