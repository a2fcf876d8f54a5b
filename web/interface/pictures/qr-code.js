/**
 * QR codes: ISO/IEC 18004, byte mode, error correction level M, which still reads with 15 % of it damaged.
 * Figures of the tables are of the standard's table 9; versions up to 20 hold 666 bytes.
 */

const checkBytes = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26]; // a block
const blockCounts = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];
const levelM = 0;

/** @returns rows of 0 and 1, 1 for dark, without the quiet zone of four modules round it. */
export function qrCode(text) {
  const bytes = new TextEncoder().encode(text);
  const version = blockCounts.findIndex((_, version) => version > 0 && capacity(version) >= bytes.length);
  if (version < 0) throw new RangeError("the text is too long for a QR code");
  const canvas = patterns(version);
  place(canvas, withChecks(packed(bytes, version), version));
  const masked = masks.map((_, mask) => finished(canvas, mask));
  return masked.reduce((best, next) => (penalty(next) < penalty(best) ? next : best));
}

/** Bytes of text that fit: less four bits of mode and eight or sixteen of length. */
const capacity = (version) => dataBytes(version) - (version < 10 ? 2 : 3);
const dataBytes = (version) => Math.floor(modules(version) / 8) - checkBytes[version] * blockCounts[version];

/** Modules that are free for data, once the patterns are drawn. */
function modules(version) {
  const marks = Math.floor(version / 7) + 2;
  const aligned = version === 1 ? 0 : (25 * marks - 10) * marks - 55;
  return (16 * version + 128) * version + 64 - aligned - (version < 7 ? 0 : 36);
}

function packed(bytes, version) {
  const bits = [];
  const add = (value, length) => {
    for (let at = length - 1; at >= 0; at -= 1) bits.push((value >> at) & 1);
  };
  add(4, 4);
  add(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) add(byte, 8);
  const size = dataBytes(version) * 8;
  add(0, Math.min(4, size - bits.length));
  add(0, (8 - (bits.length % 8)) % 8);
  for (let filler = 0xec; bits.length < size; filler ^= 0xec ^ 0x11) add(filler, 8);
  return Array.from({ length: size / 8 }, (_, at) => parseInt(bits.slice(at * 8, at * 8 + 8).join(""), 2));
}

/** The blocks and their check bytes, dealt like cards. The last blocks are a byte longer where it does not come out. */
function withChecks(data, version) {
  const count = blockCounts[version];
  const short = Math.floor(data.length / count);
  const divisor = generator(checkBytes[version]);
  let start = 0;
  const blocks = Array.from({ length: count }, (_, at) => {
    const length = short + (at >= count - (data.length % count) ? 1 : 0);
    start += length;
    return data.slice(start - length, start);
  });
  const checks = blocks.map((block) => remainder(block, divisor));
  const dealt = (rows) => rows.at(-1).flatMap((_, at) => rows.filter((row) => at < row.length).map((row) => row[at]));
  return [...dealt(blocks), ...dealt(checks)];
}

/** In the field of 256 elements by x^8 + x^4 + x^3 + x^2 + 1. */
function product(a, b) {
  let result = 0;
  for (let at = 7; at >= 0; at -= 1) result = (result << 1) ^ ((result >> 7) * 0x11d) ^ (((b >> at) & 1) * a);
  return result;
}

function generator(degree) {
  let result = [...Array(degree - 1).fill(0), 1];
  let root = 1;
  for (let turn = 0; turn < degree; turn += 1) {
    result = result.map((factor, at) => product(factor, root) ^ (result[at + 1] ?? 0));
    root = product(root, 2);
  }
  return result;
}

function remainder(data, divisor) {
  let rest = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ rest[0];
    rest = divisor.map((part, at) => (rest[at + 1] ?? 0) ^ product(part, factor));
  }
  return rest;
}

/** The canvas with finders, timing, alignment and version; null is free, format bits are kept free as 0. */
function patterns(version) {
  const side = version * 4 + 17;
  const canvas = Array.from({ length: side }, () => Array(side).fill(null));
  const set = (x, y, dark) => {
    if (canvas[y]?.[x] !== undefined) canvas[y][x] = Number(dark);
  };
  const rings = (x, y, radius, isDark) => {
    for (let dy = -radius; dy <= radius; dy += 1) {
      for (let dx = -radius; dx <= radius; dx += 1) set(x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  };
  for (let at = 0; at < side; at += 1) [[6, at], [at, 6]].forEach(([x, y]) => set(x, y, at % 2 === 0));
  for (const [x, y] of [[3, 3], [side - 4, 3], [3, side - 4]]) rings(x, y, 4, (ring) => ring !== 2 && ring !== 4);
  const marks = alignments(version, side);
  const last = marks.length - 1;
  marks.forEach((y, row) => marks.forEach((x, column) => {
    const isFinder = (row === 0 && (column === 0 || column === last)) || (row === last && column === 0);
    if (!isFinder) rings(x, y, 2, (ring) => ring !== 1);
  }));
  writeFormat(set, side, 0);
  if (version >= 7) writeVersion(set, side, version);
  return canvas;
}

function alignments(version, side) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => side - 7 - (count - 2 - at) * step)];
}

/** Fifteen bits, twice: level and mask with ten check bits of a BCH code. */
function writeFormat(set, side, mask) {
  const data = (levelM << 3) | mask;
  let rest = data;
  for (let turn = 0; turn < 10; turn += 1) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  const bits = ((data << 10) | rest) ^ 0x5412;
  const bit = (at) => (bits >> at) & 1;
  for (let at = 0; at < 15; at += 1) {
    const [x, y] = at < 8 ? [8, at < 6 ? at : at + 1] : [at === 8 ? 7 : 14 - at, 8];
    set(x, y, bit(at));
    set(...(at < 8 ? [side - 1 - at, 8] : [8, side - 15 + at]), bit(at));
  }
  set(8, side - 8, 1);
}

function writeVersion(set, side, version) {
  let rest = version;
  for (let turn = 0; turn < 12; turn += 1) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  const bits = (version << 12) | rest;
  for (let at = 0; at < 18; at += 1) {
    const [long, short] = [side - 11 + (at % 3), Math.floor(at / 3)];
    set(long, short, (bits >> at) & 1);
    set(short, long, (bits >> at) & 1);
  }
}

/** Two columns at a time from the right, up and down in turn; negative marks data, which a mask may turn. */
function place(canvas, bytes) {
  const side = canvas.length;
  let at = 0;
  for (let right = side - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < side; step += 1) {
      const y = ((right + 1) & 2) === 0 ? side - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (canvas[y][x] !== null) continue;
        canvas[y][x] = -1 - (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
        at += 1;
      }
    }
  }
}

const masks = [
  (x, y) => (x + y) % 2,
  (_, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

function finished(canvas, mask) {
  const turned = (value, x, y) => (value >= 0 ? value : (-1 - value) ^ Number(masks[mask](x, y) === 0));
  const rows = canvas.map((row, y) => row.map((value, x) => turned(value, x, y)));
  writeFormat((x, y, dark) => (rows[y][x] = dark), rows.length, mask);
  return rows;
}

/** Long runs, blocks, what looks like a finder, and too much of one colour make a code hard to read. */
function penalty(rows) {
  const side = rows.length;
  const lines = [...rows, ...rows.map((_, x) => rows.map((row) => row[x]))].map((line) => line.join(""));
  let points = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) points += run.length - 2;
    points += 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length;
  }
  for (let y = 1; y < side; y += 1) {
    for (let x = 1; x < side; x += 1) {
      const sum = rows[y][x] + rows[y - 1][x] + rows[y][x - 1] + rows[y - 1][x - 1];
      if (sum % 4 === 0) points += 3;
    }
  }
  const dark = rows.flat().filter(Boolean).length;
  return points + 10 * Math.floor(Math.abs(dark / side ** 2 - 0.5) * 20);
}
