import { createHash } from 'node:crypto';

/** A server's public key, in the words of `ssh-keygen -lf`. */
export interface HostKey {
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`, ... as the key itself says (RFC 4253, section 6.6). */
  readonly type: string;
  readonly bits: number;
  /** `SHA256:` and 43 characters of base64. */
  readonly fingerprint: string;
}

/**
 * Kinds of keys a server may show, each with the signature algorithms that ask for it, the one to prefer first. SHA-1
 * (`ssh-rsa`) comes last and only among RSA's, for servers that know nothing newer: the pinned key is what counts.
 */
export const HOST_KEY_KINDS: readonly (readonly string[])[] = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256'],
  ['ecdsa-sha2-nistp384'],
  ['ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
];

/** The SHA-256 fingerprint of a public key as it goes over the wire. */
export function fingerprintOf(key: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** Type, size and fingerprint of a public key as it goes over the wire (RFC 4251, section 5: strings with a length first). */
export function describeHostKey(key: Buffer): HostKey {
  const type = stringsOf(key)[0]?.toString('latin1') ?? '';
  return { type, bits: bitsOf(type, key), fingerprint: fingerprintOf(key) };
}

/** The kind of HOST_KEY_KINDS that a key of this type belongs to; undefined when none asks for it. */
export function kindOf(type: string): readonly string[] | undefined {
  return HOST_KEY_KINDS.find((algorithms) => algorithms.includes(type));
}

function bitsOf(type: string, key: Buffer): number {
  if (type === 'ssh-rsa') {
    // The type, the exponent, the modulus; the modulus may begin with a zero byte that keeps it positive.
    const modulus = stringsOf(key)[2]?.toString('hex').replace(/^0+/, '') ?? '';
    return modulus === '' ? 0 : modulus.length * 4 - Math.clz32(Number.parseInt(modulus[0]!, 16)) + 28;
  }
  return Number(/nistp(\d+)$/.exec(type)?.[1] ?? 256);
}

function stringsOf(key: Buffer): Buffer[] {
  const strings: Buffer[] = [];
  for (let at = 0; at + 4 <= key.length; ) {
    const length = key.readUInt32BE(at);
    strings.push(key.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return strings;
}
