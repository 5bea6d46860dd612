import vectors from '../../../../test/specifications/tokens.json';
import { decodeToken, encodeToken, isTimely } from './connection-token';

describe('encoding a connection token', () => {
  it.each(vectors.encoded)('puts the time at $position when chance is $random', ({ random, secret, sentAt, token }) => {
    expect(encodeToken(secret, sentAt, random)).toBe(token);
  });
});

describe('decoding a connection token', () => {
  it.each(vectors.encoded)('finds secret and time around position $position', ({ token, secret, sentAt }) => {
    expect(decodeToken(token)).toEqual({ ok: true, secret, sentAt });
  });

  it.each(vectors.decoded)('accepts $name', ({ token, secret, sentAt }) => {
    expect(decodeToken(token)).toEqual({ ok: true, secret, sentAt });
  });

  it.each(vectors.refused)('refuses $name', ({ token }) => {
    expect(decodeToken(token)).toEqual({ ok: false, reason: expect.stringMatching(/^the token /) });
  });

  it('never quotes the token in its reason', () => {
    const reasons = vectors.refused.map(({ token }) => decodeToken(token)).map((read) => (read.ok ? '' : read.reason));
    expect(reasons.filter((reason) => reason.includes('4AQl'))).toEqual([]);
  });
});

describe('two clocks', () => {
  it.each(vectors.timely)('$apartMs ms apart are close enough: $timely', ({ apartMs, toleranceMs, timely }) => {
    expect(isTimely(1_735_689_600_123 + apartMs, 1_735_689_600_123, toleranceMs)).toBe(timely);
  });
});
