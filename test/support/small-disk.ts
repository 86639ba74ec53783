import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file system of its own in memory, which a file of zeros can fill. */
export class SmallDisk {
  /** False without the right to mount one: skip what needs it. */
  readonly isMounted: boolean;
  /** Where it is mounted, absolute; made when it is missing. */
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.isMounted = mount(folder);
  }

  /** Fills the disk but for so many KB. */
  leave(kilobytes: number): void {
    const { bavail, bsize } = statfsSync(this.folder);
    writeFileSync(this.#ballast, Buffer.alloc(Math.max(0, bavail * bsize - kilobytes * 1_024)));
  }

  free(): void {
    rmSync(this.#ballast, { force: true });
  }

  unmount(): void {
    if (this.isMounted) execFileSync('umount', [this.folder]);
  }

  get #ballast(): string {
    return join(this.folder, 'ballast');
  }
}

function mount(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m,mode=750', 'none', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
