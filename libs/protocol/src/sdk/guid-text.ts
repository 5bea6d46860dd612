const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Where each byte as written stands in .NET's order: the first three groups are reversed. */
const DOTNET_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const;

/** 16 bytes as 22 characters of URL-safe base64 without padding (RFC 4648 §5). */
export function bytesToText(bytes: ArrayLike<number>): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let digit = 0; digit <= Math.min(left, 3); digit++) text += ALPHABET[(group >> (18 - 6 * digit)) & 63];
  }
  return text;
}

/** 22 characters for a GUID, its bytes in .NET's order (protocol §1). Undefined: not a GUID. */
export function guidToText(guid: string): string | undefined {
  if (!GUID.test(guid)) return undefined;
  const hex = guid.replaceAll('-', '');
  return bytesToText(DOTNET_ORDER.map((at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16)));
}

/** The GUID, lower-case, that 22 characters stand for. Undefined: they are none. */
export function textToGuid(text: string): string | undefined {
  if (text.length !== 22) return undefined;
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return undefined;
    held = ((held << 6) | digit) & 0x3fff;
    bits += 6;
    if (bits >= 8) bytes.push((held >> (bits -= 8)) & 255);
  }
  const hex = DOTNET_ORDER.map((at) => bytes[at]!.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
