// Unpacks what the build has packed with LZMA: the page's two wasm modules, which come a quarter
// shorter this way than by a host's gzip. Every library for it weighs several times what it takes
// here, and no browser has it built in.
//
// The format is that of `.lzma` files (Igor Pavlov's specification, LZMA SDK), with the settings
// that `split-page` in `crates/tools` packs with: 4 literal context bits, no position bits.

const HEADER_BYTES = 13 + 5; // settings 1, window 4, length 8; then the first code, behind a zero
const SETTINGS = 4; // 4 literal context bits and nothing else
const STEP_BYTES_MAX = 20; // what the longest literal or match takes
const LITERALS = 0x300; // chances of the digits of a literal, for one kind of byte before it
const CERTAIN = 1 << 11; // the chance of what always happens
const [RANGE, CODE] = [0, 1];

/** What was packed as what follows `before`. Throws when it is broken. */
export const unpack = (packed, before) => unpacker(before)(packed, true);

/**
 * Unpacks a stream while it comes. With a `pause`, which is awaited after every few milliseconds
 * of work, it holds nothing up.
 */
export const unpacking = (before, pause) => {
  const PIECE_BYTES = 4096;
  const take = unpacker(before);
  return new TransformStream({
    async transform(packed, out) {
      const bytes = pause ? PIECE_BYTES : packed.length;
      for (let from = 0; from < packed.length; from += bytes) {
        out.enqueue(take(packed.subarray(from, from + bytes)));
        await pause?.();
      }
    },
    flush: (out) => out.enqueue(take(new Uint8Array(0), true)),
  });
};

// A function that takes packed bytes as they come, is told which are the last, and gives what can
// be unpacked so far.
const unpacker = (before = new Uint8Array(0)) => {
  let packed = new Uint8Array(0); // of what has come, what is yet to be read, from `next` on
  let next = 0;
  let bytes; // what was before, what was unpacked up to `at`, and room for the rest
  let at = 0;

  // The range decoder: a number between 0 and 1 is read digit by digit, each by how probable it is.
  // In an array, whole numbers of 32 bits are quicker than in variables.
  const coder = new Uint32Array([0xffffffff, 0]);
  const shift = () => {
    if (coder[RANGE] >= 1 << 24) return;
    coder[RANGE] <<= 8;
    coder[CODE] = (coder[CODE] << 8) | packed[next++];
  };
  const bit = (chances, place) => {
    const chance = chances[place];
    const bound = (coder[RANGE] >>> 11) * chance;
    const one = coder[CODE] >= bound;
    if (one) {
      coder[RANGE] -= bound;
      coder[CODE] -= bound;
      chances[place] = chance - (chance >>> 5);
    } else {
      coder[RANGE] = bound;
      chances[place] = chance + ((CERTAIN - chance) >>> 5);
    }
    shift();
    return +one;
  };
  const even = (count) => {
    let number = 0;
    while (count--) {
      coder[RANGE] >>>= 1;
      const one = coder[CODE] >= coder[RANGE];
      if (one) coder[CODE] -= coder[RANGE];
      number = number * 2 + one;
      shift();
    }
    return number;
  };

  // How probable a zero is, decision by decision, learned on the way.
  const untaught = (count) => new Uint16Array(count).fill(CERTAIN / 2);
  const tree = (chances, start, count) => {
    let place = 1;
    for (let rest = count; rest--; ) place = place * 2 + bit(chances, start + place);
    return place - (1 << count);
  };
  const treeReversed = (chances, start, count) => {
    let number = 0;
    for (let place = 1, digit = 0; digit < count; digit++) {
      const one = bit(chances, start + place);
      place = place * 2 + one;
      number |= one << digit;
    }
    return number;
  };

  // One model for each kind of decision.
  const literals = untaught(LITERALS << SETTINGS);
  const isMatch = untaught(12);
  const isRepeat = untaught(12);
  const isRepeat0 = untaught(12);
  const isRepeat0Long = untaught(12);
  const isRepeat1 = untaught(12);
  const isRepeat2 = untaught(12);
  const slots = untaught(4 << 6);
  const middleDigits = untaught(1 + 115);
  const lowDigits = untaught(1 << 4);
  const lengths = () => ({ choice: untaught(2), low: untaught(8), mid: untaught(8), high: untaught(256) });
  const matchLengths = lengths();
  const repeatLengths = lengths();
  const lengthBy = ({ choice, low, mid, high }) => {
    if (!bit(choice, 0)) return 2 + tree(low, 0, 3);
    return bit(choice, 1) ? 18 + tree(high, 0, 8) : 10 + tree(mid, 0, 3);
  };

  const literal = (state, distance) => {
    const start = LITERALS * ((at ? bytes[at - 1] : 0) >>> (8 - SETTINGS));
    let byte = 1;
    if (state >= 7) {
      // After a match comes what the match did not go on with.
      let other = bytes[at - distance - 1];
      while (byte < 0x100) {
        const expected = (other >>> 7) & 1;
        other <<= 1;
        const one = bit(literals, start + ((1 + expected) << 8) + byte);
        byte = byte * 2 + one;
        if (one !== expected) break;
      }
    }
    while (byte < 0x100) byte = byte * 2 + bit(literals, start + byte);
    return byte;
  };
  const distanceAfter = (length) => {
    const slot = tree(slots, Math.min(length - 2, 3) << 6, 6);
    if (slot < 4) return slot;
    const count = (slot >>> 1) - 1;
    const high = (2 | (slot & 1)) * 2 ** count;
    return slot < 14
      ? high + treeReversed(middleDigits, high - slot, count)
      : high + even(count - 4) * 16 + treeReversed(lowDigits, 0, 4);
  };

  // Twelve states remember what came last: a literal (below 7), a match or a repetition.
  let state = 0;
  let [d0, d1, d2, d3] = [0, 0, 0, 0];
  const step = () => {
    if (!bit(isMatch, state)) {
      const byte = literal(state, d0);
      bytes[at++] = byte;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      return;
    }
    let length = 1;
    if (!bit(isRepeat, state)) {
      length = lengthBy(matchLengths);
      [d0, d1, d2, d3] = [distanceAfter(length), d0, d1, d2];
      state = state < 7 ? 7 : 10;
    } else {
      let long = true;
      if (!bit(isRepeat0, state)) long = bit(isRepeat0Long, state);
      else if (!bit(isRepeat1, state)) [d0, d1] = [d1, d0];
      else if (!bit(isRepeat2, state)) [d0, d1, d2] = [d2, d0, d1];
      else [d0, d1, d2, d3] = [d3, d0, d1, d2];
      if (long) length = lengthBy(repeatLengths);
      state = long ? (state < 7 ? 8 : 11) : state < 7 ? 9 : 11;
    }
    if (d0 >= at || at + length > bytes.length) throw new Error("broken");
    for (; length--; at++) bytes[at] = bytes[at - d0 - 1];
  };

  const begin = () => {
    if (packed.length < HEADER_BYTES || packed[0] !== SETTINGS) throw new Error("not packed");
    const header = new DataView(packed.buffer);
    bytes = new Uint8Array(before.length + header.getUint32(5, true));
    bytes.set(before);
    at = before.length;
    coder[CODE] = header.getUint32(HEADER_BYTES - 4);
    next = HEADER_BYTES;
  };

  return (more, last) => {
    const left = packed.subarray(next);
    packed = new Uint8Array(left.length + more.length);
    packed.set(left);
    packed.set(more, left.length);
    next = 0;
    if (!bytes && (last || packed.length >= HEADER_BYTES)) begin();
    const from = at;
    while (at < bytes?.length && (last || packed.length - next >= STEP_BYTES_MAX)) step();
    if (last && (coder[CODE] || next > packed.length)) throw new Error("broken");
    return bytes ? bytes.subarray(from, at) : more.subarray(0, 0);
  };
};
