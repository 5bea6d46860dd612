import { RE2JS } from 're2js';

/** Whether a pattern is found anywhere in a text, in time linear to the text whatever the pattern is. */
export type RegexTest = (text: string) => boolean;

/** Undefined when RE2 refuses the pattern; `regexFault` says why. */
export function compileRegex(pattern: string): RegexTest | undefined {
  const compiled = compile(pattern);
  return compiled instanceof Error ? undefined : (text) => compiled.test(text);
}

/** Why RE2 refuses a pattern, quoting the piece it stumbled over; undefined when it takes it. */
export function regexFault(pattern: string): string | undefined {
  const compiled = compile(pattern);
  return compiled instanceof Error ? compiled.message.replace(/^error parsing regexp: /, '') : undefined;
}

function compile(pattern: string): RE2JS | Error {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
