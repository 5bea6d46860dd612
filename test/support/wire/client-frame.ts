export interface FrameShape {
  /** 1 text, 2 binary, 0 continuation, 8 close, 9 ping, 10 pong. */
  readonly opcode?: number;
  readonly fin?: boolean;
  /** Of the three reserved bits, as they stand in the first byte: 0x40, 0x20, 0x10. */
  readonly reserved?: number;
  readonly masked?: boolean;
  /** A length other than the payload's. */
  readonly announced?: number;
}

/** A client's frame (RFC 6455 §5.2), right or wrong. Its mask is all zeros, which leaves the payload as it is. */
export function clientFrame(payload: Buffer | string, shape: FrameShape = {}): Buffer {
  const { opcode = 1, fin = true, reserved = 0, masked = true } = shape;
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
  const length = lengthOf(shape.announced ?? bytes.length);
  length[0] = length[0]! | (masked ? 0x80 : 0);
  return Buffer.concat([Buffer.from([(fin ? 0x80 : 0) | reserved | opcode]), length, Buffer.alloc(masked ? 4 : 0), bytes]);
}

/** A message in so many frames. */
export function inFragments(text: string, count: number): Buffer {
  const bytes = Buffer.from(text);
  const cut = (n: number): number => Math.floor((n * bytes.length) / count);
  const frames = Array.from({ length: count }, (_, n) =>
    clientFrame(bytes.subarray(cut(n), cut(n + 1)), { opcode: n === 0 ? 1 : 0, fin: n === count - 1 }),
  );
  return Buffer.concat(frames);
}

function lengthOf(bytes: number): Buffer {
  if (bytes < 126) return Buffer.from([bytes]);
  if (bytes < 65_536) {
    const two = Buffer.from([126, 0, 0]);
    two.writeUInt16BE(bytes, 1);
    return two;
  }
  const eight = Buffer.alloc(9, 0);
  eight[0] = 127;
  eight.writeBigUInt64BE(BigInt(bytes), 1);
  return eight;
}
