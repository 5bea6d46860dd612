import type { Violation } from '../errors/domain-error';
import { LimitExceeded } from '../errors/refused';
import type { Findings } from '../errors/findings';
import type { Limits } from '../limits';
import { bytesIn, isStorable } from '../meta/text';
import type { FlagType } from './flag-type';

/** The JSON value that a variation's text stands for. */
export function valueOf(type: FlagType, text: string): unknown {
  return type === 'string' ? text : JSON.parse(text);
}

/** A JSON value as the text that is stored and sent: strings as they are, everything else as compact JSON. */
export function readValue(type: FlagType, value: unknown, pointer: string, limits: Limits, found: Findings): string {
  const text = textOf(type, value);
  if (text === undefined) {
    found.add(violation(type, pointer));
    return '';
  }
  const bytes = bytesIn(text);
  if (bytes > limits.valueBytes) found.add(new LimitExceeded(pointer, 'bytes of a value', limits.valueBytes, bytes));
  return text;
}

function textOf(type: FlagType, value: unknown): string | undefined {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : undefined;
    case 'number':
      return typeof value === 'number' ? finiteJson(value) : undefined;
    case 'string':
      return typeof value === 'string' && isStorable(value) ? value : undefined;
    case 'json':
      return finiteJson(value);
  }
}

/** Undefined where there is no value, or a number in it is too large to be one: JSON would make `null` of it. */
function finiteJson(value: unknown): string | undefined {
  let finite = true;
  const text = JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'number' && !Number.isFinite(member)) finite = false;
    return member;
  }) as string | undefined;
  return finite ? text : undefined;
}

const wanted: Record<FlagType, string> = {
  boolean: 'true or false',
  number: 'a finite number',
  string: 'a string without NUL characters and halves of surrogate pairs',
  json: 'any JSON value, with finite numbers',
};

function violation(type: FlagType, pointer: string): Violation {
  return { pointer, code: 'VARIATION_VALUE_INVALID', detail: `the value of a variation of a ${type} flag is ${wanted[type]}` };
}
