import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type ContentChange, DiskModel, type Inode, type NameChange, type Place } from './disk-model.js';
import type { SystemCall, TraceArgument } from './trace-reader.js';

interface OpenFile {
  readonly inode: number;
  readonly appends: boolean;
  position: number;
}

/** Calls that would write or sync in a way the model does not follow. They must not occur below the root. */
const UNKNOWN = new Set(['copy_file_range', 'sendfile', 'sync_file_range', 'msync', 'symlink', 'symlinkat', 'syncfs']);

/** Turns the system calls of one run below one folder into what they did to the disk, and which sync covered it. */
export class DiskRecorder {
  readonly #root: string;
  readonly #inodes: Map<number, Inode>;
  readonly #names: Map<number, Map<string, number>>;
  readonly #changes: (NameChange | ContentChange)[] = [];
  readonly #syncs: number[] = [];
  /** Changes nothing has synced yet, by the file or folder whose sync would keep them. */
  readonly #unsynced = new Map<number, (NameChange | ContentChange)[]>();
  /** Names as the running process sees them. */
  readonly #live: Map<number, Map<string, number>>;
  readonly #sizes = new Map<number, number>();
  readonly #open = new Map<number, OpenFile>();
  #nextInode = 2;

  /** Takes what stands below `root` now as durable. The recorded process must run in `root`: relative paths begin there. */
  constructor(root: string) {
    this.#root = resolve(root);
    const inodes = new Map<number, Inode>([[1, { id: 1, isFolder: true, content: Buffer.alloc(0), mode: 0o750 }]]);
    const names = new Map<number, Map<string, number>>([[1, new Map()]]);
    const read = (path: string, folder: number): void => {
      for (const name of readdirSync(path).sort()) {
        const child = join(path, name);
        const status = lstatSync(child);
        const id = this.#nextInode++;
        const isFolder = status.isDirectory();
        const content = isFolder ? Buffer.alloc(0) : readFileSync(child);
        inodes.set(id, { id, isFolder, content, mode: status.mode & 0o7777 });
        names.get(folder)!.set(name, id);
        this.#sizes.set(id, content.length);
        if (isFolder) {
          names.set(id, new Map());
          read(child, id);
        }
      }
    };
    read(this.#root, 1);
    this.#inodes = inodes;
    this.#names = names;
    this.#live = new Map([...names].map(([folder, entries]) => [folder, new Map(entries)]));
  }

  /** Follows a whole recording; once. Throws when it meets a call whose effect it does not know. */
  follow(calls: readonly SystemCall[]): DiskModel {
    const moments = calls.flatMap((call) => [
      { at: call.entered, call, enters: true },
      { at: call.left, call, enters: false },
    ]);
    // A call that was not interrupted enters and leaves on one line: entering comes first.
    moments.sort((a, b) => a.at - b.at || Number(b.enters) - Number(a.enters));
    for (const { call, enters } of moments) {
      if (enters && call.name === 'close') this.#open.delete(descriptor(call.arguments[0]));
      else if (!enters && call.result >= 0) this.#leave(call);
    }
    return new DiskModel({ inodes: this.#inodes, names: this.#names, changes: this.#changes, syncs: this.#syncs });
  }

  #leave(call: SystemCall): void {
    const { name, left: at } = call;
    const [first, second, third, fourth] = call.arguments;
    switch (name) {
      case 'open':
      case 'creat':
        this.#opened(call, textOf(first), name === 'creat' ? 'O_CREAT|O_TRUNC' : (second?.text ?? ''));
        break;
      case 'openat':
        this.#opened(call, this.#relativeTo(first, second), third?.text ?? '');
        break;
      case 'dup':
      case 'dup2':
      case 'dup3':
        this.#duplicated(call);
        break;
      case 'fcntl':
        if (second?.text.startsWith('F_DUPFD')) this.#duplicated(call);
        break;
      case 'write':
        this.#wrote(first, first?.text, Buffer.concat(second?.bytes ?? []), undefined, call);
        break;
      case 'writev':
        this.#wrote(first, first?.text, Buffer.concat(second?.bytes ?? []), undefined, call);
        break;
      case 'pwrite64':
      case 'pwritev':
      case 'pwritev2':
        this.#wrote(first, first?.text, Buffer.concat(second?.bytes ?? []), offsetOf(call), call);
        break;
      case 'ftruncate':
        this.#resized(this.#open.get(descriptor(first))?.inode, Number(second?.text), at);
        break;
      case 'truncate':
        this.#resized(this.#find(textOf(first)), Number(second?.text), at);
        break;
      case 'fallocate':
        this.#allocated(call);
        break;
      case 'fchmod':
        this.#moded(this.#open.get(descriptor(first))?.inode, second, at);
        break;
      case 'chmod':
        this.#moded(this.#find(textOf(first)), second, at);
        break;
      case 'fchmodat':
        this.#moded(this.#find(this.#relativeTo(first, second)), third, at);
        break;
      case 'fsync':
      case 'fdatasync':
        this.#synced(call);
        break;
      case 'link':
        this.#linked(textOf(first), textOf(second), at);
        break;
      case 'linkat':
        this.#linked(this.#relativeTo(first, second), this.#relativeTo(third, fourth), at);
        break;
      case 'rename':
        this.#renamed(textOf(first), textOf(second), at);
        break;
      case 'renameat':
      case 'renameat2':
        this.#renamed(this.#relativeTo(first, second), this.#relativeTo(third, fourth), at);
        break;
      case 'unlink':
      case 'rmdir':
        this.#removed(textOf(first), at);
        break;
      case 'unlinkat':
        this.#removed(this.#relativeTo(first, second), at);
        break;
      case 'mkdir':
        this.#made(textOf(first), at, true, modeOf(second));
        break;
      case 'mkdirat':
        this.#made(this.#relativeTo(first, second), at, true, modeOf(third));
        break;
      default:
        if (UNKNOWN.has(name) && this.#concernsRoot(call)) throw new Error(`The disk model does not know ${name}`);
    }
  }

  #opened(call: SystemCall, path: string, flags: string): void {
    const { result, left: at } = call;
    this.#open.delete(result);
    if (!this.#isInside(resolve(this.#root, path))) return;
    if (/O_TMPFILE|O_DIRECT\b|O_SYNC|O_DSYNC/.test(flags)) throw new Error(`The disk model does not know ${flags}`);
    let inode = this.#find(path);
    if (inode === undefined && flags.includes('O_CREAT')) {
      inode = this.#made(path, at, false, modeOf(call.arguments.at(-1)));
    } else if (inode !== undefined && flags.includes('O_TRUNC')) this.#resized(inode, 0, at);
    if (inode === undefined) return;
    this.#open.set(result, { inode, appends: flags.includes('O_APPEND'), position: 0 });
  }

  #duplicated(call: SystemCall): void {
    const file = this.#open.get(descriptor(call.arguments[0]));
    if (file === undefined) this.#open.delete(call.result);
    else this.#open.set(call.result, file);
  }

  #wrote(
    argument: TraceArgument | undefined,
    text: string | undefined,
    bytes: Buffer,
    offset: number | undefined,
    call: SystemCall,
  ): void {
    const file = this.#open.get(Number(text));
    if (file === undefined) {
      if (argument !== undefined && this.#isInside(argument.path)) throw new Error('A write to a file never opened');
      return;
    }
    const size = this.#sizes.get(file.inode) ?? 0;
    const start = offset ?? (file.appends ? size : file.position);
    const written = bytes.subarray(0, call.result);
    if (offset === undefined) file.position = start + written.length;
    this.#sizes.set(file.inode, Math.max(size, start + written.length));
    this.#changed({ kind: 'content', inode: file.inode, change: { write: written, offset: start } }, call.left);
  }

  #allocated(call: SystemCall): void {
    const file = this.#open.get(descriptor(call.arguments[0]));
    if (file === undefined) return;
    const [, mode, offset, length] = call.arguments.map((argument) => argument.text);
    if (mode !== '0') throw new Error(`The disk model does not know fallocate with mode ${mode}`);
    const size = Math.max(this.#sizes.get(file.inode) ?? 0, Number(offset) + Number(length));
    this.#resized(file.inode, size, call.left);
  }

  #resized(inode: number | undefined, size: number, at: number): void {
    if (inode === undefined) return;
    this.#sizes.set(inode, size);
    this.#changed({ kind: 'content', inode, change: { size } }, at);
  }

  #moded(inode: number | undefined, mode: TraceArgument | undefined, at: number): void {
    if (inode !== undefined) this.#changed({ kind: 'content', inode, change: { mode: modeOf(mode) } }, at);
  }

  #made(path: string, at: number, isFolder: boolean, mode: number): number | undefined {
    const to = this.#placeOf(path);
    if (to === undefined) return undefined;
    const id = this.#nextInode++;
    this.#inodes.set(id, { id, isFolder, content: Buffer.alloc(0), mode });
    this.#sizes.set(id, 0);
    if (isFolder) this.#live.set(id, new Map());
    this.#live.get(to.folder)!.set(to.name, id);
    this.#changed({ kind: 'name', inode: id, to }, at);
    return id;
  }

  #linked(source: string, target: string, at: number): void {
    const inode = this.#find(source);
    const to = this.#placeOf(target);
    if (to === undefined) return;
    if (inode === undefined) throw new Error('A link from outside the modelled folder');
    this.#live.get(to.folder)!.set(to.name, inode);
    this.#changed({ kind: 'name', inode, to }, at);
  }

  #renamed(source: string, target: string, at: number): void {
    const from = this.#placeOf(source);
    const to = this.#placeOf(target);
    if (from === undefined && to === undefined) return;
    if (from === undefined || to === undefined) throw new Error('A rename across the border of the modelled folder');
    const inode = this.#live.get(from.folder)!.get(from.name)!;
    this.#live.get(from.folder)!.delete(from.name);
    this.#live.get(to.folder)!.set(to.name, inode);
    this.#changed({ kind: 'name', inode, from, to }, at);
  }

  #removed(path: string, at: number): void {
    const from = this.#placeOf(path);
    if (from === undefined) return;
    const inode = this.#live.get(from.folder)!.get(from.name);
    if (inode === undefined) throw new Error('A file was removed that the model does not know');
    this.#live.get(from.folder)!.delete(from.name);
    this.#changed({ kind: 'name', inode, from }, at);
  }

  #changed(
    change: Omit<NameChange, 'at' | 'durableFrom'> | Omit<ContentChange, 'at' | 'durableFrom'>,
    at: number,
  ): void {
    const whole = { ...change, at, durableFrom: Number.POSITIVE_INFINITY } as NameChange | ContentChange;
    this.#changes.push(whole);
    const keepers = whole.kind === 'content' ? [whole.inode] : [whole.from?.folder, whole.to?.folder];
    for (const keeper of new Set(keepers)) {
      if (keeper === undefined) continue;
      const waiting = this.#unsynced.get(keeper);
      if (waiting === undefined) this.#unsynced.set(keeper, [whole]);
      else waiting.push(whole);
    }
  }

  #synced(call: SystemCall): void {
    const file = this.#open.get(descriptor(call.arguments[0]));
    if (file === undefined) return;
    this.#syncs.push(call.left);
    const waiting = this.#unsynced.get(file.inode) ?? [];
    for (const change of waiting) {
      if (change.at <= call.entered) change.durableFrom = Math.min(change.durableFrom, call.left);
    }
    this.#unsynced.set(
      file.inode,
      waiting.filter((change) => change.at > call.entered),
    );
  }

  #concernsRoot(call: SystemCall): boolean {
    return call.arguments.some(({ path, bytes }) => [path, ...bytes.map(String)].some((text) => this.#isInside(text)));
  }

  #relativeTo(folder: TraceArgument | undefined, path: TraceArgument | undefined): string {
    return resolve(folder?.path || this.#root, textOf(path));
  }

  #isInside(path: string): boolean {
    return path === this.#root || path.startsWith(this.#root + sep);
  }

  #find(path: string): number | undefined {
    const absolute = resolve(this.#root, path);
    if (!this.#isInside(absolute)) return undefined;
    let inode: number | undefined = 1;
    for (const name of relative(this.#root, absolute).split(sep)) {
      if (name !== '') inode = inode === undefined ? undefined : this.#live.get(inode)?.get(name);
    }
    return inode;
  }

  #placeOf(path: string): Place | undefined {
    const absolute = resolve(this.#root, path);
    if (!this.#isInside(absolute) || absolute === this.#root) return undefined;
    const folder = this.#find(dirname(absolute));
    if (folder === undefined) throw new Error('A name changed in a folder the model does not know');
    return { folder, name: absolute.slice(absolute.lastIndexOf(sep) + 1) };
  }
}

function descriptor(argument: TraceArgument | undefined): number {
  return Number(argument?.text);
}

function textOf(argument: TraceArgument | undefined): string {
  return argument?.bytes[0]?.toString('utf8') ?? '';
}

function modeOf(argument: TraceArgument | undefined): number {
  return Number.parseInt(argument?.text ?? '', 8) || 0o640;
}

function offsetOf(call: SystemCall): number {
  const words = call.arguments.map((argument) => argument.text);
  return Number(words[3]);
}
