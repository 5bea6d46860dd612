import { firstScreen } from './first-screen';

const addresses = { api: 'http://127.0.0.1:5000', els: 'http://127.0.0.1:5100', das: 'http://127.0.0.1:5200' };
const environment = (key: string) => ({
  key,
  id: `id of ${key}`,
  secrets: [
    { name: 'Server', type: 'server' as const, value: `server-${key}` },
    { name: 'Client', type: 'client' as const, value: `client-${key}` },
  ],
});
const firstRun = {
  workspace: 'main',
  project: 'app',
  environments: [environment('staging'), environment('production')],
  rootToken: 'fh_root',
};

describe('the first screen', () => {
  it('tells where everything is', () => {
    const screen = firstScreen({ addresses, dataDir: '/srv/flags/.flaghoist' });
    for (const told of [
      'http://127.0.0.1:5000/api/v1',
      'http://127.0.0.1:5000/api/docs',
      'ws://127.0.0.1:5100',
      'http://127.0.0.1:5200',
      '/srv/flags/.flaghoist',
    ]) {
      expect(screen).toContain(told);
    }
  });

  it('of the first start shows the token, the project and every secret', () => {
    const screen = firstScreen({ addresses, firstRun });
    expect(screen).toContain('Root access token, shown this once: fh_root\n');
    expect(screen).toContain('Workspace main, project app');
    for (const { secrets } of firstRun.environments) for (const { value } of secrets) expect(screen).toContain(value);
  });

  it('does not repeat a token that was given', () => {
    const screen = firstScreen({ addresses, firstRun: { ...firstRun, rootToken: undefined } });
    expect(screen).toContain('the one in ROOT_ACCESS_TOKEN');
    expect(screen).toContain('TOKEN="$ROOT_ACCESS_TOKEN"');
  });

  it('of a later start shows no secret and names the command that makes a new token', () => {
    const screen = firstScreen({ addresses });
    expect(screen).toContain('npm run access:root');
    expect(screen).not.toMatch(/fh_|curl|secret/);
  });
});
