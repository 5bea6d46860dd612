import { createHash, randomInt } from 'node:crypto';
import { md5FirstWord, md5Hex } from './md5';

describe('MD5', () => {
  it.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a', '0cc175b9c0f1b6a831c399e269772661'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    ['abcdefghijklmnopqrstuvwxyz', 'c3fcd3d76192e4007dfb496cca67e13b'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'd174ab98d277d9f5a5611c2c9f419d9f'],
    ['1234567890'.repeat(8), '57edf4a22be3c955ac49da2e2107b67a'],
  ])('gives the digest of RFC 1321 A.5 for "%s"', (text, hex) => {
    expect(md5Hex(text)).toBe(hex);
  });

  it('agrees with OpenSSL on every length around the block borders', () => {
    for (let length = 0; length <= 200; length++) {
      const text = 'x'.repeat(length);
      expect(md5Hex(text)).toBe(opensslHex(text));
      expect(md5Hex(`${text}é`)).toBe(opensslHex(`${text}é`));
    }
  });

  it('agrees with OpenSSL on random text, lone surrogates and planes beyond the first included', () => {
    const alphabet = ['a', 'Z', '0', '\0', 'é', '用', '\ud83c', '\udf89', '🎉', '\uffff', '\u07ff', '\u0800'];
    for (let run = 0; run < 3000; run++) {
      const text = Array.from({ length: randomInt(150) }, () => alphabet[randomInt(alphabet.length)]).join('');
      if (md5Hex(text) !== opensslHex(text)) throw new Error(`differs on ${JSON.stringify(text)}`);
    }
  });

  it('reads the first word as a signed little-endian integer', () => {
    expect(md5FirstWord('')).toBe(-645128748);
    expect(md5FirstWord('test-value')).toBe(314684291);
  });
});

function opensslHex(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}
