/** What `x12gw init` puts into the file's values. */
export interface TemplateChoices {
  /** A demo is the payer that the sample files are for, and settles files quickly, so that a first try is not a wait. */
  readonly demo: boolean;
}

/** Stands for the payer until the operator has put in its own name and id; nobody should be answered under it. */
export const EXAMPLE_PAYER = { name: 'Example Health Plan', id: 'EXAMPLE' } as const;

/** The payer that the sample files are addressed to. */
export const DEMO_PAYER = { name: 'Demo Health Plan', id: 'DMA7384' } as const;

/** The text of a new `gateway.yaml`: MassHealth-like values for a first try, each setting explained. */
export function configurationTemplate({ demo }: TemplateChoices): string {
  const { name, id } = demo ? DEMO_PAYER : EXAMPLE_PAYER;
  return `# Configuration of this x12-gateway installation. Paths are relative to this file.
# Every setting with its default: docs/configuration.md. A wrong setting stops the gateway with a message.

# Where the ledger, the partners' folders and the download store lie. A local disk, no network share.
dataDirectory: .

payer:
  # Who we are on the wire. These values are examples: put in your own.
  name: ${name}
  qualifier: ZZ # ISA05 of answers, ISA07 of what we receive
  id: ${id} # ISA06 of answers, ISA08 of what we receive
  applicationIds: [${id}] # GS03 ids we answer to; the first is our GS02
  timeZone: America/New_York # of dates and times in answers

# The payer's own rules, from schemas/payers/: the form of ISA06 and of a provider ID, what a request must hold, and the
# name and telephone number in letters (docs/letters.md). masshealth, or neutral for none. payer.senderIdRule and
# payer.providerLocationPattern here would override it.
overlay: masshealth

intake:
  quietSeconds: ${demo ? 1 : 10} # a file that has not changed for so long is complete
  cutOffSeconds: ${demo ? 3 : 300} # a file without its IEA counts as cut off after so long
  scanSeconds: ${demo ? 1 : 5}

# How long what is kept is kept; docs/retention.md. Without "retention" nothing is ever removed.
# retention:
#   downloads: 6 months # answers in the download store
#   originals: 6 years # received files, once all in them is answered
#   documents: 6 years # documents of decided prior authorizations
#   ledger: 7 years # protected content of the ledger's own rows; six years at least

log:
  level: info

# Who may run which commands, by operating system user (docs/roles.md). Left out: whoever can open the data directory, all.
# roles:
#   users:
#     x12gw: operator # the account the gateway runs as
#     anna: reviewer
#     bert: auditor
#     carla: { partner: northside }

# A key that signs the seals of the audit trail (docs/audit.md).
# audit:
#   keyFile: audit.key
`;
}
