/** Sign, digits with `,` between groups, fraction, exponent. No other blank than those around it. */
const NUMBER = /^[+-]?\d+(?:,\d+)*(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The number a text stands for, such as `-1,200.5e3`; undefined when it stands for none. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed.replaceAll(',', '')) : undefined;
}
