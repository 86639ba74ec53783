import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { GatewayError } from '../support/errors.js';

/** A trading partner's id as configuration allows it; anything else never becomes part of a path. */
const PARTNER_ID = /^[a-z0-9][a-z0-9-]{0,39}$/;
/** `yyyymmddThhmmssmmm-` and twelve hexadecimal digits. */
const ARRIVAL_ID = /^(\d{4})(\d{2})(\d{2})T\d{9}-[0-9a-f]{12}$/;
const ORIGINAL_ENDING = '.received';
const INSTALLATION_ID = /^[0-9a-f]{12}$/;

/** The folders of one trading partner, absolute. */
export interface PartnerFolders {
  /** Where the partner puts files. */
  readonly inbox: string;
  /** An independent copy of every answer; a file gone from here was picked up. */
  readonly outbox: string;
  /** Files taken from the inbox and not yet recorded: `<installation>/<arrival id>/<name>`. */
  readonly claimed: string;
  /** Where the partner puts documents: `<PA tracking number>/<name>`. */
  readonly attachments: string;
  /** Documents taken from there and not yet recorded, as in `claimed`. */
  readonly claimedAttachments: string;
}

/** The ways files come in by folder: two of each partner, and `publish`, which belongs to none (partner id ''). */
export type Lane = 'inbox' | 'attachments' | 'publish';

/**
 * The layout under one data directory, the only place that knows it. Every path it gives is absolute and lies inside
 * the directory; ids are checked against their pattern before they become a path. Raises GatewayError
 * `path-outside-data-folder` for anything else.
 */
export class DataFolder {
  readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
  }

  /** The folders every installation has, parents first. */
  get folders(): readonly string[] {
    return [
      this.root,
      this.ledgerFolder,
      this.originals,
      this.partners,
      this.downloads,
      this.spool,
      this.handoff,
      this.publish,
      this.publishReports,
    ];
  }

  get ledgerFolder(): string {
    return join(this.root, 'ledger');
  }

  get ledgerFile(): string {
    return join(this.ledgerFolder, 'ledger.db');
  }

  /** Opened by the runner's lock and by nothing else: closing any other handle in the process would free it. */
  get runnerLock(): string {
    return join(this.ledgerFolder, 'runner.db');
  }

  /** Who runs the gateway, for people: process id, host and start time. */
  get runnerFacts(): string {
    return join(this.ledgerFolder, 'runner.json');
  }

  /** What came of the last time the gateway read its configuration again. */
  get reloadOutcome(): string {
    return join(this.ledgerFolder, 'reload.json');
  }

  /** Held while a reference file is loaded. */
  get referenceLock(): string {
    return join(this.ledgerFolder, 'reference-import.db');
  }

  /** Held while files are removed whose time is over. */
  get retentionLock(): string {
    return join(this.ledgerFolder, 'retention.db');
  }

  /** Held while a backup is made. */
  get backupLock(): string {
    return join(this.ledgerFolder, 'backup.db');
  }

  /** Holds this installation's id, so that two gateways on one shared inbox keep their claimed files apart. */
  get installationFile(): string {
    return join(this.ledgerFolder, 'installation');
  }

  /** Seals of the audit trail, kept outside the ledger; made with the first one. */
  get auditSeals(): string {
    return join(this.root, 'audit', 'seals.ndjson');
  }

  get originals(): string {
    return join(this.root, 'originals');
  }

  get partners(): string {
    return join(this.root, 'partners');
  }

  get downloads(): string {
    return join(this.root, 'downloads');
  }

  /** Imported code lists; made by the first import. */
  get codeLists(): string {
    return join(this.root, 'codes');
  }

  /** The operator's own schemas, laid over the shipped ones; only people write here. */
  get ownSchemas(): string {
    return join(this.root, 'schemas');
  }

  /** What can be made again at any time. */
  get cache(): string {
    return join(this.root, 'cache');
  }

  get spool(): string {
    return join(this.root, 'spool');
  }

  /** Documents for prior authorizations, by their content; made by the first one. */
  get documents(): string {
    return join(this.root, 'documents');
  }

  /** Where the document with this SHA-256 (hexadecimal) lies. */
  document(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw outside('find a document', 'its digest');
    return join(this.documents, sha256.slice(0, 2), sha256);
  }

  get handoff(): string {
    return join(this.root, 'handoff');
  }

  /** Letters to members, for whoever mails them; made by the first one. */
  get letters(): string {
    return join(this.handoff, 'letters');
  }

  /** Accepted claims for the payer's claim system, test and production apart; made by the first ones. */
  handoffClaims(environment: 'production' | 'test'): string {
    return join(this.handoff, environment === 'production' ? 'claims' : 'test-claims');
  }

  /** Servers of partners that we call: a file `<partner id>.yaml` each; only people write here. */
  get sftp(): string {
    return join(this.root, 'sftp');
  }

  /** Public OpenPGP keys of partners, written by `pgp import`. */
  get pgp(): string {
    return join(this.root, 'pgp');
  }

  /** Where the public OpenPGP keys of a partner lie. */
  pgpKeys(partnerId: string): string {
    if (!PARTNER_ID.test(partnerId)) throw outside('find the key of a partner', 'the partner id');
    return join(this.pgp, `${partnerId}.asc`);
  }

  /** Answers as they were encrypted for their partners; made by the first one. */
  get sealed(): string {
    return join(this.root, 'sealed');
  }

  /** The encrypted bytes of an answer, relative to the root. Its date folder is that of the download store. */
  sealedPath(answerId: number, folderDate: string): string {
    if (!Number.isInteger(answerId) || !/^\d{4}-\d{2}-\d{2}$/.test(folderDate)) {
      throw outside('keep an encrypted answer', 'its date');
    }
    return join('sealed', folderDate, `${answerId}.pgp`);
  }

  /** Where other systems of the payer put X12 for providers and partners. */
  get publish(): string {
    return join(this.root, 'publish');
  }

  /** Files taken from there and not yet recorded, as in a partner's `claimed`. */
  get claimedPublish(): string {
    return join(this.root, 'claimed-publish');
  }

  /** What became of each published file, for whoever runs the system it came from. */
  get publishReports(): string {
    return join(this.root, 'publish-reports');
  }

  partner(partnerId: string): PartnerFolders {
    if (!PARTNER_ID.test(partnerId)) throw outside('find the folders of a partner', 'the partner id');
    const folder = join(this.partners, partnerId);
    return {
      inbox: join(folder, 'inbox'),
      outbox: join(folder, 'outbox'),
      claimed: join(folder, 'claimed'),
      attachments: join(folder, 'attachments'),
      claimedAttachments: join(folder, 'claimed-attachments'),
    };
  }

  /** The folder of one claimed file; its path alone tells partner and name after a crash. */
  claimedFolder(partnerId: string, installation: string, arrivalId: string, lane: Lane = 'inbox'): string {
    if (!ARRIVAL_ID.test(arrivalId)) throw outside('claim a file', 'the arrival id');
    return join(this.claimedFolders(partnerId, installation, lane), arrivalId);
  }

  /** What one installation has claimed from a partner by one way, a folder for each arrival. */
  claimedFolders(partnerId: string, installation: string, lane: Lane): string {
    if (!INSTALLATION_ID.test(installation)) throw outside('claim a file', 'the installation id');
    if (lane === 'publish') return join(this.claimedPublish, installation);
    const { claimed, claimedAttachments } = this.partner(partnerId);
    return join(lane === 'inbox' ? claimed : claimedAttachments, installation);
  }

  /**
   * Our own copy of a received file, relative to the root. The folder's date comes from the arrival id, so that a
   * restart on a later day names the same file again.
   */
  originalPath(arrivalId: string): string {
    const date = ARRIVAL_ID.exec(arrivalId);
    if (date === null) throw outside('keep a received file', 'the arrival id');
    return join('originals', `${date[1]}-${date[2]}-${date[3]}`, `${arrivalId}${ORIGINAL_ENDING}`);
  }

  /** The absolute path of a relative one that came out of the ledger. */
  inside(relativePath: string): string {
    const absolute = resolve(this.root, relativePath);
    if (isAbsolute(relativePath) || !isInside(this.root, absolute)) throw outside('read a stored file', 'a path');
    return absolute;
  }
}

/** True for a name an arrival id folder may have. */
export function isArrivalId(name: string): boolean {
  return ARRIVAL_ID.test(name);
}

/** An id for a file that arrives now: the UTC time, to sort by, and random digits, to be unique. */
export function newArrivalId(now: Date, randomHex: string): string {
  return `${arrivalTime(now)}-${randomHex.slice(0, 12)}`;
}

/** How the ids of files that arrive at this moment begin; ids compare with it as text. */
export function arrivalTime(moment: Date): string {
  return moment.toISOString().replace(/[-:.Z]/g, '');
}

/** The arrival id in the file name of one of our copies; undefined for any other name. */
export function originalArrivalId(name: string): string | undefined {
  const id = name.endsWith(ORIGINAL_ENDING) ? name.slice(0, -ORIGINAL_ENDING.length) : '';
  return isArrivalId(id) ? id : undefined;
}

function isInside(root: string, path: string): boolean {
  const from = relative(root, path);
  return from !== '' && from !== '..' && !from.startsWith(`..${sep}`) && !isAbsolute(from);
}

function outside(operation: string, what: string): GatewayError {
  return new GatewayError(`Refused to use ${what} as part of a path in the data directory`, {
    code: 'path-outside-data-folder',
    operation,
    hint: 'Check the partner ids with "x12gw partner list" and the ledger with "x12gw doctor".',
    exitCode: 3,
  });
}
