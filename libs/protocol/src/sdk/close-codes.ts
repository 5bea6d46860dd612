/** Why a socket is closed. SDKs read the code: 4003 stops them for good, anything else makes them come back. */
export const CloseCode = {
  /** The client's own going away; from a server an outage. */
  normal: 1000,
  /** A frame over the limit. */
  tooLarge: 1009,
  /** Secrets or snapshot cannot be had just now. */
  unavailable: 1011,
  /** This process stops. */
  restarting: 1012,
  /** The socket does not read what it is sent; it is to sync again. */
  tooSlow: 1013,
  /** Wrong query, token or secret, or a secret that opens nothing any more. Never for anything that may pass. */
  rejected: 4003,
} as const;

export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];
