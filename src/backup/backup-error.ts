import { GatewayError, systemErrorCode } from '../support/errors.js';

const FULL = ['ENOSPC', 'EDQUOT', 'disk-full', 'ledger-full'];
const DENIED = ['EACCES', 'EPERM', 'EROFS', 'disk-denied'];

/**
 * Trouble of the disks in the words of a backup: `backup-target-full`, `backup-target-denied`, `backup-failed`. Another
 * GatewayError and a programming error come back as they are.
 */
export function backupError(error: unknown, target: string): unknown {
  const code = error instanceof GatewayError ? error.code : systemErrorCode(error);
  const facts = { operation: 'make a backup', subject: target, exitCode: 3 as const };
  if (FULL.includes(code)) {
    return new GatewayError('There is not enough space for the backup', {
      ...facts,
      code: 'backup-target-full',
      hint: 'Free space in the target, remove old sets there, and keep room for one copy of the ledger in the data directory. What was half made has been removed.',
    });
  }
  if (DENIED.includes(code)) {
    return new GatewayError('The backup may not be written there, or a file of the installation may not be read', {
      ...facts,
      code: 'backup-target-denied',
      hint: 'Run it as the user that runs the gateway, and give that user the target: chown, or mount it for writing.',
    });
  }
  if (error instanceof GatewayError || !/^E[A-Z0-9]+$/.test(code)) return error;
  return new GatewayError(`The backup could not be made: ${code}`, {
    ...facts,
    code: 'backup-failed',
    hint: 'Look at both disks and their mounts (`dmesg`, `df`), then run it again.',
  });
}

/** As `backupError`, for a restore into `directory`: `restore-disk-full`, `restore-denied`, `restore-failed`. */
export function restoreError(error: unknown, directory: string): unknown {
  const code = error instanceof GatewayError ? error.code : systemErrorCode(error);
  const facts = { operation: 'restore a backup', subject: directory, exitCode: 3 as const };
  if (FULL.includes(code)) {
    return new GatewayError('There is not enough space to restore', {
      ...facts,
      code: 'restore-disk-full',
      hint: 'Free space, or name a folder on a larger disk, and run it again: it begins anew.',
    });
  }
  if (DENIED.includes(code)) {
    return new GatewayError('The folder may not be written, or the backup may not be read', {
      ...facts,
      code: 'restore-denied',
      hint: 'Run it as the user that will run the gateway, and give that user both: chown.',
    });
  }
  if (error instanceof GatewayError || !/^E[A-Z0-9]+$/.test(code)) return error;
  return new GatewayError(`The backup could not be restored: ${code}`, {
    ...facts,
    code: 'restore-failed',
    hint: 'EBUSY: the folder is a mount point and cannot be moved aside, so empty it yourself. Else look at the disks (`dmesg`, `df`).',
  });
}

/** A target that no backup is put into. */
export function refusedTarget(why: 'missing' | 'inside', target: string): GatewayError {
  if (why === 'missing') {
    return new GatewayError('The folder for backups is not there', {
      code: 'backup-target-missing',
      operation: 'make a backup',
      subject: target,
      hint: 'Mount the disk, or make the folder. It is not made here, since a disk that is not mounted looks just so.',
      exitCode: 2,
    });
  }
  return new GatewayError('The folder for backups lies in the data directory', {
    code: 'backup-target-inside',
    operation: 'make a backup',
    subject: target,
    hint: 'Name a folder outside, best on another disk: one that fails must not take both.',
    exitCode: 2,
  });
}
