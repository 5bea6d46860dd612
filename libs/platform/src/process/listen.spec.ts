import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CannotStart } from './cannot-start';
import { listen, notListening } from './listen';

function anApp() {
  const server = createServer();
  return {
    listen: (port: number, host: string) =>
      new Promise<void>((resolve, reject) => server.on('error', reject).listen(port, host, () => resolve())),
    getUrl: () => Promise.resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    close: () => server.close(),
  };
}

describe('listen', () => {
  it('answers the URL, the port the system chose included', async () => {
    const app = anApp();
    expect(await listen(app, { variable: 'API_PORT', port: 0, host: '127.0.0.1' })).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    app.close();
  });

  it('names the variable of a port that is taken', async () => {
    const [first, second] = [anApp(), anApp()];
    const port = Number(new URL(await listen(first, { variable: 'API_PORT', port: 0, host: '127.0.0.1' })).port);
    const door = { variable: 'ELS_PORT', port, host: '127.0.0.1' };
    const refused = listen(second, door);
    await expect(refused).rejects.toBeInstanceOf(CannotStart);
    await expect(refused).rejects.toThrow(
      `ELS_PORT: port ${port} of 127.0.0.1 is taken: stop what listens there, or set ELS_PORT to another`,
    );
    first.close();
  });

  it('names HOST for an address that is not here', async () => {
    const door = { variable: 'API_PORT', port: 0, host: '192.0.2.1' };
    await expect(listen(anApp(), door)).rejects.toThrow('HOST: 192.0.2.1 is no address of this machine');
  });

  it('leaves what no operator can mend as it is', () => {
    const bug = new TypeError('a bug');
    expect(notListening(bug, { variable: 'API_PORT', port: 0, host: '127.0.0.1' })).toBe(bug);
  });
});
