/** Values of `messageType`, in both directions. Incoming ones are compared in any case. */
export const MessageType = { ping: 'ping', pong: 'pong', echo: 'echo', dataSync: 'data-sync' } as const;

export type MessageType = (typeof MessageType)[keyof typeof MessageType];
