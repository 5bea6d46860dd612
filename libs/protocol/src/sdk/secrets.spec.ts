import vectors from '../../../../test/specifications/tokens.json';
import { guidToText, textToGuid } from './guid-text';
import { environmentNamedBy, isSecretValue, makeSecretValue } from './secrets';

const { randomHex, environmentId, value } = vectors.secret;
const random = Uint8Array.from(Buffer.from(randomHex, 'hex'));

describe('a secret', () => {
  it('is 22 characters of chance and 22 of its environment', () => {
    expect(makeSecretValue(random, environmentId)).toBe(value);
  });

  it.each(vectors.environments)('names the environment $environmentId', ({ secret, environmentId: named }) => {
    expect(environmentNamedBy(secret)).toBe(named);
  });

  it('is made of 16 bytes and a GUID, or not at all', () => {
    expect(() => makeSecretValue(random.slice(1), environmentId)).toThrow('16 random bytes, got 15');
    expect(() => makeSecretValue(random, 'production')).toThrow('GUID, got "production"');
  });

  it.each([
    ['as it is made', value, true],
    ['shorter', value.slice(1), false],
    ['longer', `${value}A`, false],
    ['padded', `${value.slice(1)}=`, false],
    ['with a line feed behind it', `${value}\n`, false],
    ['of the other base64 alphabet', `+/${value.slice(2)}`, false],
  ])('has its form %s: %s', (_, text, has) => {
    expect(isSecretValue(text)).toBe(has);
    expect(environmentNamedBy(text) !== undefined).toBe(has);
  });
});

describe('a GUID as text', () => {
  it.each(vectors.guids)('$guid is $text and back', ({ guid, text }) => {
    expect(guidToText(guid)).toBe(text);
    expect(textToGuid(text)).toBe(guid);
  });

  it('reads capitals as well', () => {
    expect(guidToText(environmentId.toUpperCase())).toBe(value.slice(22));
  });

  it.each(['', environmentId.slice(1), environmentId.replaceAll('-', ''), `{${environmentId}}`, `g${environmentId.slice(1)}`])(
    'is none of %p',
    (guid) => {
      expect(guidToText(guid)).toBeUndefined();
    },
  );

  it.each(['', value.slice(23), `${value.slice(23)}=`, `${value.slice(23)}é`])('is no GUID again from %p', (text) => {
    expect(textToGuid(text)).toBeUndefined();
  });
});
