import { endUserOf } from './anonymous';

const properties = [
  { name: 'plan', value: 'gold' },
  { name: 'country', value: 'NO' },
];

describe('an end user without a key', () => {
  it('has one made of its properties, in whatever order they came', () => {
    // Source: featbit-protocol.md §8.2
    const key = 'anon-1a890b00743b7b9836bbdd770f406932f51133b623b635b762ba7ea1f6b3122b';
    expect(endUserOf({ customizedProperties: properties }).keyId).toBe(key);
    expect(endUserOf({ name: 'Dana', customizedProperties: properties.toReversed() }).keyId).toBe(key);
  });

  it('is another one with other properties, and keeps them', () => {
    const other = endUserOf({ customizedProperties: [{ name: 'plan', value: 'silver' }] });
    expect(other.keyId).toMatch(/^anon-[0-9a-f]{64}$/);
    expect(other.keyId).not.toBe(endUserOf({ customizedProperties: properties }).keyId);
    expect(other.properties.get('plan')).toBe('silver');
  });
});

describe('an end user with a key', () => {
  it('keeps it', () => {
    expect(endUserOf({ keyId: 'u-42', customizedProperties: properties }).keyId).toBe('u-42');
  });
});
