/** MD5 as a program would write it that hashes short ASCII keys and needs the first four bytes alone. Source: RFC 1321. */
const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const sines = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);
const mixes = ['(d ^ (b & (c ^ d)))', '(c ^ (d & (b ^ c)))', '(b ^ c ^ d)', '(c ^ (b | ~d))'];
const words = [(i: number) => i, (i: number) => (5 * i + 1) % 16, (i: number) => (3 * i + 5) % 16, (i: number) => (7 * i) % 16];

/** Written out by a program, so that nothing stands between the engine and the arithmetic. */
const source = Array.from({ length: 64 }, (_, i) => {
  const round = i >> 4;
  const shift = shifts[round * 4 + (i % 4)]!;
  return `t = (a + ${mixes[round]} + w[${words[round]!(i % 16)}] + ${sines[i]}) | 0; a = d; d = c; c = b; b = (b + ((t << ${shift}) | (t >>> ${32 - shift}))) | 0;`;
}).join('\n');

// eslint-disable-next-line @typescript-eslint/no-implied-eval -- a floor may do what no library may
const firstWord = new Function(
  'w',
  `let a = 0x67452301, b = 0xefcdab89 | 0, c = 0x98badcfe | 0, d = 0x10325476, t = 0;\n${source}\nreturn (a + 0x67452301) | 0;`,
) as (w: Int32Array) => number;

const block = new Int32Array(16);

/** First four bytes as a signed little-endian integer. `text`: at most 55 characters, all ASCII. */
export function md5(text: string): number {
  block.fill(0);
  for (let i = 0; i < text.length; i++) block[i >> 2]! |= text.charCodeAt(i) << ((i & 3) << 3);
  block[text.length >> 2]! |= 0x80 << ((text.length & 3) << 3);
  block[14] = text.length << 3;
  return firstWord(block);
}
