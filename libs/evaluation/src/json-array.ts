/** The array a text holds as JSON; undefined when it holds anything else. */
export function parseArray(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The array of strings a text holds as JSON; undefined when it holds anything else. */
export function parseTexts(text: string): readonly string[] | undefined {
  const values = parseArray(text);
  return values?.every((one) => typeof one === 'string') ? values : undefined;
}
