/** Takes a server's bytes apart into frames. Payloads are kept only where they are asked for: counting must cost nothing. */
export class FrameReader {
  private head = Buffer.alloc(0);
  private opcode = 0;
  /** Of the payload under way; -1: a head comes next. */
  private missing = -1;
  private length = 0;
  private parts: Buffer[] = [];

  constructor(
    /** Called at the end of each frame. `payload` is empty unless `keep`. */
    private readonly onFrame: (opcode: number, length: number, payload: Buffer) => void,
    private readonly keep = false,
  ) {}

  feed(chunk: Buffer): void {
    let rest = chunk;
    for (;;) {
      if (this.missing < 0) {
        const begun = this.begin(rest);
        if (!begun) return;
        rest = begun;
      }
      const taken = Math.min(this.missing, rest.length);
      if (this.keep && taken > 0) this.parts.push(Buffer.from(rest.subarray(0, taken)));
      this.missing -= taken;
      rest = rest.subarray(taken);
      if (this.missing > 0) return;
      this.missing = -1;
      const payload = Buffer.concat(this.parts);
      this.parts = [];
      this.onFrame(this.opcode, this.length, payload);
    }
  }

  /** What follows the head, once all of it is there. */
  private begin(rest: Buffer): Buffer | undefined {
    const bytes = this.head.length === 0 ? rest : Buffer.concat([this.head, rest]);
    const short = bytes.length < 2 ? 0 : bytes[1]! & 0x7f;
    const headLength = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (bytes.length < headLength) {
      this.head = Buffer.from(bytes);
      return undefined;
    }
    this.head = Buffer.alloc(0);
    this.opcode = bytes[0]! & 0x0f;
    this.length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
    this.missing = this.length;
    return bytes.subarray(headLength);
  }
}
