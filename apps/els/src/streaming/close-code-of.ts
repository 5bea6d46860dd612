/** By what `ws` calls its errors; everything else it finds wrong with a frame is a protocol error. */
const codes: Readonly<Record<string, number>> = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 1009,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
};

/** The close code that `ws` sends when it meets this error by itself. */
export function closeCodeOf(error: Error): number {
  return codes[(error as NodeJS.ErrnoException).code ?? ''] ?? 1002;
}
