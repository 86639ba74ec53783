import { openDatabase } from '../../src/store/sqlite/driver.js';

/** For a copy of an installation: its outboxes have other inode numbers than those that answers were delivered into. */
export function forgetOutboxes(ledgerFile: string): void {
  const database = openDatabase(ledgerFile);
  database.exec("UPDATE partner SET outbox_folder = ''");
  database.close();
}
