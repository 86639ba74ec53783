import { DEFAULT_POLICY } from '../../findings/policy.js';
import { OPTION_VALUES, type OptionWords, type SingleOption } from '../../partners/options.js';
import { DEFAULT_OPTIONS, type PartnerOptions, type PartnerProfile } from '../../partners/profile.js';

/** A scalar of the file; read ones are text, printed ones keep their kind. */
type Scalar = string | boolean | number;

/** A partner as the file has it (`schemas/partners.schema.json`); what is missing has its default. */
export interface PartnerEntry {
  readonly id: string;
  readonly name: string;
  readonly kind: PartnerProfile['kind'];
  readonly interchangeQualifier?: string;
  readonly interchangeId: string;
  readonly applicationIds?: readonly string[];
  readonly location?: string;
  readonly npis?: readonly string[];
  readonly defaultAssignment?: string;
  readonly links?: readonly LinkEntry[];
  readonly allowances?: readonly AllowanceEntry[];
  readonly options?: OptionsEntry;
}

export interface LinkEntry {
  readonly location: string;
  readonly npis?: readonly string[];
  readonly transactions?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

export interface AllowanceEntry {
  readonly transaction: string;
  readonly usage: 'T' | 'P';
  readonly state: PartnerProfile['allowances'][number]['state'];
  readonly reason?: string;
  readonly waive?: string;
}

export interface OptionsEntry {
  readonly snip?: Readonly<Record<string, string>>;
  readonly rules?: Readonly<Record<string, string>>;
  readonly [name: string]: Scalar | Readonly<Record<string, string>> | undefined;
}

/** A partner as the file has it, without what is default. A hold is an act of the day and no part of it. */
export function entryOf(partner: PartnerProfile): PartnerEntry {
  const { id, name, kind, interchangeQualifier, interchangeId, applicationIds, location, providers } = partner;
  const options = optionsEntry(partner.options);
  return {
    id,
    name,
    kind,
    interchangeQualifier,
    interchangeId,
    applicationIds,
    location: location.id,
    npis: providers[0]!.npis,
    ...(partner.defaultAssignment === undefined ? {} : { defaultAssignment: partner.defaultAssignment }),
    links: providers.slice(1).map(({ location: of, npis, transactions = [], from = '', to = '' }) => ({
      location: of.id,
      npis,
      ...(transactions.length === 0 ? {} : { transactions }),
      ...(from === '' ? {} : { from }),
      ...(to === '' ? {} : { to }),
    })),
    allowances: partner.allowances.map(({ transactionSet, usage, state, reason }) => ({
      transaction: transactionSet,
      usage,
      state,
      ...(reason === undefined ? {} : { reason }),
    })),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
}

/** The options of an entry as `changeOptions` takes them. */
export function optionWords({ snip = {}, rules = {}, ...single }: OptionsEntry): OptionWords {
  const words = (record: Readonly<Record<string, unknown>>) =>
    Object.entries(record).map(([name, value]) => `${name}=${String(value)}`);
  return { snip: words(snip), rule: words(rules), option: words(single) };
}

function optionsEntry(options: PartnerOptions): OptionsEntry {
  const single = (Object.keys(OPTION_VALUES) as SingleOption[]).filter(
    (name) => options[name] !== DEFAULT_OPTIONS[name],
  );
  const { snip, severities } = options.validation;
  const types = Object.entries(snip).filter(
    ([type, treatment]) => DEFAULT_POLICY.snip[Number(type) as keyof typeof snip] !== treatment,
  );
  return {
    ...Object.fromEntries(single.map((name) => [name, options[name]])),
    ...(types.length === 0 ? {} : { snip: Object.fromEntries(types) }),
    ...(Object.keys(severities).length === 0 ? {} : { rules: severities }),
  };
}
