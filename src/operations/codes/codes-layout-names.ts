/**
 * Layouts that publishers give lists out in: CMS `icd10cm_codes_YYYY.txt` and `icd10cm_order_YYYY.txt` (ICD-10-PCS
 * alike), the CMS alpha-numeric HCPCS file in columns, and CSV (NUCC taxonomy, HCPCS saved as CSV, `code,description`).
 * On their own, since the command line names them without reading files.
 */
export const CODE_LAYOUTS = ['icd-codes', 'icd-order', 'hcpcs', 'csv'] as const;
export type CodeLayout = (typeof CODE_LAYOUTS)[number];
