import type { ClientPayload } from './client-payload';
import type { ServerPayload } from './server-payload';

/** Every text frame, both ways: an object with both members. Anything else ends an SDK's process. */
export interface Frame<T extends string = string, D = unknown> {
  readonly messageType: T;
  readonly data: D;
}

export type PingFrame = Frame<'ping', null>;
/** SDKs do not look inside. */
export type PongFrame = Frame<'pong', Readonly<Record<string, never>>>;
/** Comes back equal as JSON. */
export type EchoFrame = Frame<'echo'>;
export type DataSyncRequestFrame = Frame<'data-sync', DataSyncRequest>;
export type ServerSyncFrame = Frame<'data-sync', ServerPayload>;
export type ClientSyncFrame = Frame<'data-sync', ClientPayload>;

/** `data` of a data-sync as a server SDK sends it. What arrives is read by `readServerSync`. */
export interface ServerSyncRequest {
  /** The cursor, ms: the newest that the SDK has; with caps the last `data.revision`. 0: nothing. */
  readonly timestamp: number;
  /** Caps only: the last `data.instance`. */
  readonly instance?: string;
}

/** `data` of a data-sync as a client SDK sends it. What arrives is read by `readClientSync`. */
export interface ClientSyncRequest extends ServerSyncRequest {
  readonly user: SdkUser;
}

export type DataSyncRequest = ServerSyncRequest | ClientSyncRequest;

/** An end user as SDKs name it, on the socket, in polling and in insights. */
export interface SdkUser {
  readonly keyId: string;
  readonly name?: string;
  readonly customizedProperties?: readonly SdkUserProperty[];
}

export interface SdkUserProperty {
  readonly name: string;
  readonly value: string;
}
