const TELLING = Buffer.from('*:^~\n\r ISA|>0\0\xff\xe9', 'latin1');

/** Faults below X12: each takes bytes, the chance and another file's bytes, and gives new bytes. */
export const BYTE_MUTATORS = {
  flip(bytes, chance) {
    const changed = Buffer.from(bytes);
    for (let times = 1 + chance.below(4); times > 0; times--)
      changed[chance.below(changed.length)] ^= 1 << chance.below(8);
    return changed;
  },
  overwrite(bytes, chance) {
    const changed = Buffer.from(bytes);
    for (let times = 1 + chance.below(6); times > 0; times--) changed[chance.below(changed.length)] = telling(chance);
    return changed;
  },
  insert(bytes, chance) {
    const at = chance.below(bytes.length + 1);
    const added = Buffer.from(Array.from({ length: 1 + chance.below(12) }, () => telling(chance)));
    return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]);
  },
  remove(bytes, chance) {
    const at = chance.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + chance.below(40))]);
  },
  splice(bytes, chance, other) {
    return Buffer.concat([
      bytes.subarray(0, chance.below(bytes.length + 1)),
      other.subarray(chance.below(other.length)),
    ]);
  },
  cut: (bytes, chance) => bytes.subarray(0, chance.below(bytes.length + 1)),
  behead: (bytes, chance) => bytes.subarray(chance.below(Math.min(bytes.length, 400))),
  lead: (bytes, chance) =>
    Buffer.concat(
      [chance.of(['\xef\xbb\xbf', ' \n', 'PK\x03\x04', '\x1f\x8b', '\xff\xfe', 'mail\r\n\r\n', '\0']), bytes].map(
        (part) => Buffer.from(part, 'latin1'),
      ),
    ),
  rawAfterHeader: (bytes, chance) => Buffer.concat([bytes.subarray(0, 106), raw(chance)]),
  wide: (bytes) => Buffer.from(bytes.toString('latin1'), 'utf16le'),
};

/** Bytes of any value; now and then only those that mean something in X12. */
export function raw(chance) {
  const isTelling = chance.oneIn(2);
  return Buffer.from(
    Array.from({ length: chance.below(2000) }, () => (isTelling ? telling(chance) : chance.below(256))),
  );
}

function telling(chance) {
  return chance.oneIn(3) ? chance.below(256) : TELLING[chance.below(TELLING.length)];
}
