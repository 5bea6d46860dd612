import { CannotStart } from './cannot-start';

export interface Door {
  /** The variable that names the port: `API_PORT`. */
  readonly variable: string;
  readonly port: number;
  readonly host: string;
}

interface Listens {
  listen(port: number, host: string): Promise<unknown>;
  getUrl(): Promise<string>;
}

const reasons: Readonly<Record<string, (door: Door) => string>> = {
  EADDRINUSE: ({ variable, port, host }) =>
    `${variable}: port ${port} of ${host} is taken: stop what listens there, or set ${variable} to another`,
  EACCES: ({ variable, port }) => `${variable}: port ${port} may not be opened by this user: set ${variable} to one above 1023`,
  EADDRNOTAVAIL: ({ host }) => `HOST: ${host} is no address of this machine`,
  ENOTFOUND: ({ host }) => `HOST: ${host} is no name of this machine`,
};

/** Opens the door of an app and answers its URL. Throws `CannotStart` when it cannot be opened, naming the variable to change. */
export async function listen(app: Listens, door: Door): Promise<string> {
  try {
    await app.listen(door.port, door.host);
  } catch (error) {
    throw notListening(error, door);
  }
  return app.getUrl();
}

/** The `CannotStart` of a `listen` that failed; the error itself when it is none that an operator can mend. */
export function notListening(error: unknown, door: Door): unknown {
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
  return reason ? new CannotStart(reason(door)) : error;
}
