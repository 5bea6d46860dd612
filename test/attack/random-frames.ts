import type { Seeded } from '../support/seeded';
import { clientFrame, inFragments } from '../support/wire/client-frame';

const texts = [
  '',
  ' ',
  'u-1',
  '__proto__',
  'constructor',
  'toString',
  '\0',
  '\ud800',
  '💥',
  '../..',
  'null',
  '1e999',
  'x'.repeat(5_000),
];
const numbers = [0, -1, 1, 0.5, 1e21, -1e308, Number.MAX_SAFE_INTEGER, 2 ** 53, 1_767_225_600_000, 9e15];
const types = ['data-sync', 'DATA-SYNC', 'ping', 'echo', 'pong', 'rp-agent-status', '__proto__', 'constructor', '', 'data-sync '];
const names = ['messageType', 'data', 'timestamp', 'user', 'keyId', 'KEYID', 'name', 'customizedProperties', 'value', 'instance'];

/** Bytes of one frame or message: mostly what an SDK could say with something wrong in it, sometimes no WebSocket at all. */
export function randomFrame(random: Seeded): Buffer {
  if (random.chance(0.03)) return malformedFrame(random);
  const text = random.chance(0.1) ? damaged(random, message(random)) : message(random);
  if (random.chance(0.1)) return inFragments(text, 1 + random.below(40));
  return clientFrame(text, { opcode: random.chance(0.2) ? 2 : 1 });
}

function message(random: Seeded): string {
  if (random.chance(0.1)) return JSON.stringify(value(random, 4)) ?? '';
  const frame: Record<string, unknown> = { messageType: random.of(types), data: dataOf(random) };
  if (random.chance(0.1)) delete frame[random.of(['messageType', 'data'])];
  if (random.chance(0.1)) frame[random.of(texts)] = value(random, 2);
  const text = JSON.stringify(frame);
  // Only as text can it be an own member.
  return random.chance(0.1)
    ? text.replace('{', '{"__proto__":{"isAdmin":true,"keyId":"p"},"constructor":{"prototype":{"x":1}},')
    : text;
}

function dataOf(random: Seeded): unknown {
  if (random.chance(0.15)) return value(random, 5);
  const data: Record<string, unknown> = { timestamp: random.chance(0.4) ? value(random, 1) : random.of(numbers) };
  if (random.chance(0.8)) data['user'] = random.chance(0.2) ? value(random, 3) : user(random);
  if (random.chance(0.2)) data['instance'] = value(random, 1);
  return data;
}

function user(random: Seeded): unknown {
  const property = (): unknown =>
    random.chance(0.3)
      ? value(random, 2)
      : { name: random.of(texts), value: random.chance(0.5) ? random.of(texts) : value(random, 2) };
  return {
    keyId: random.chance(0.2) ? value(random, 1) : random.of(texts),
    name: random.chance(0.3) ? value(random, 1) : 'Dana',
    customizedProperties: random.chance(0.2) ? value(random, 2) : Array.from({ length: random.below(30) }, property),
  };
}

function value(random: Seeded, depth: number): unknown {
  const kind = random.below(depth > 0 ? 8 : 5);
  if (kind === 0) return null;
  if (kind === 1) return random.chance(0.5);
  if (kind === 2) return random.of(numbers);
  if (kind <= 4) return random.of(texts);
  if (kind === 5) return Array.from({ length: random.below(6) }, () => value(random, depth - 1));
  if (kind === 6) return random.of(texts).repeat(random.below(20));
  return Object.fromEntries(
    Array.from({ length: random.below(5) }, () => [random.of([...names, ...texts]), value(random, depth - 1)]),
  );
}

/** `{"data":[[[[…` so deep, as text, which no serialiser would write. */
export function deep(depth: number, open: '[' | '{"a":'): string {
  const close = open === '[' ? ']' : '}';
  return `{"messageType":"echo","data":${open.repeat(depth)}1${close.repeat(depth)}}`;
}

function damaged(random: Seeded, text: string): string {
  const at = random.below(text.length + 1);
  const kind = random.below(4);
  if (kind === 0) return text.slice(0, at);
  if (kind === 1) return text.slice(0, at) + String.fromCharCode(random.below(65_536)) + text.slice(at + 1);
  if (kind === 2) return text + text;
  return deep(random.of([5, 500, 9_000]), random.of(['[', '{"a":'] as const));
}

function malformedFrame(random: Seeded): Buffer {
  const garbage = Buffer.from(Array.from({ length: random.below(300) }, () => random.below(256)));
  switch (random.below(9)) {
    case 0:
      return garbage;
    case 1:
      return clientFrame(garbage); // not UTF-8
    case 2:
      return clientFrame('{}', { masked: false });
    case 3:
      return clientFrame('{}', { reserved: random.of([0x40, 0x20, 0x10]) });
    case 4:
      return clientFrame('{}', { opcode: 3 + random.below(5) });
    case 5:
      return clientFrame('x'.repeat(126 + random.below(1_000)), { opcode: random.of([8, 9, 10]) }); // a control frame is shorter
    case 6:
      return clientFrame('{}', { announced: random.of([65_537, 2 ** 32, 2 ** 53]) });
    case 7:
      return clientFrame(Buffer.from([random.below(256), random.below(256), ...garbage.subarray(0, 100)]), { opcode: 8 });
    default:
      return clientFrame('{}', { opcode: 0 }); // goes on with what never began
  }
}
