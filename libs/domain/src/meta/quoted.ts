const SHOWN_CHARACTERS = 80;

/** A piece of what was sent, for a sentence about it. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text);
}
