import { createServer, type AddressInfo, type Server } from 'node:net';
import { assertFree, doorsOf } from './doors';
import { standaloneConfig } from './standalone.config';

const listening = (): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
const portOf = (server: Server) => String((server.address() as AddressInfo).port);
const doors = (env: Record<string, string>) => doorsOf(standaloneConfig({ API_PORT: '0', ELS_PORT: '0', DAS_PORT: '0', ...env }));

describe('the doors', () => {
  let taken: Server[];
  beforeEach(async () => (taken = [await listening(), await listening()]));
  afterEach(() => taken.forEach((server) => server.close()));

  it('are free when nobody listens', async () => {
    await expect(assertFree(doors({}))).resolves.toBeUndefined();
  });

  it('that are taken are named, each in one line', async () => {
    const [api, das] = taken.map(portOf);
    await expect(assertFree(doors({ API_PORT: api!, DAS_PORT: das! }))).rejects.toThrow(
      new RegExp(`^API_PORT: port ${api} of 127\\.0\\.0\\.1 is taken.*\\nDAS_PORT: port ${das} of 127\\.0\\.0\\.1 is taken.*$`),
    );
  });

  it('cannot share a port', async () => {
    const free = await listening();
    const port = portOf(free);
    await new Promise((resolve) => free.close(resolve));
    await expect(assertFree(doors({ API_PORT: port, ELS_PORT: port }))).rejects.toThrow(
      `ELS_PORT: port ${port} is API_PORT's already: set one of them to another`,
    );
  });

  it('need a host of this machine', async () => {
    await expect(assertFree(doors({ HOST: '192.0.2.1' }))).rejects.toThrow('HOST: 192.0.2.1 is no address of this machine');
  });
});
