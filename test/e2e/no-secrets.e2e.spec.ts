import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { freshDatabase, type FreshDatabase } from '../support/postgres';
import { eventually } from '../support/eventually';
import { type Flaghoist, startFlaghoist } from '../support/flaghoist';
import { archive, liveFlag, paths, restore, segmentOf, serveToSegment } from '../support/scenario';
import { rawServerConnection, streamingUrl } from '../support/sockets';
import { Tables } from '../support/tables';

const project = '/workspaces/main/projects/app';
const encryptionKey = randomBytes(32).toString('base64');
const aValue = () => randomBytes(33).toString('base64url');

/** Each as it is, and as somebody may have written it down. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, ''), encodeURIComponent(secret)];
}

/** A run in which everything happens that has to do with secrets, well and badly, at the most talkative level there is. */
describe('after all that a team does', () => {
  let database: FreshDatabase;
  let flaghoist: Flaghoist;
  const secrets = new Set<string>();

  beforeAll(async () => {
    database = await freshDatabase();
    const env = { ENCRYPTION_KEY: encryptionKey, LOG_LEVEL: 'debug' };
    flaghoist = await startFlaghoist({ env, postgresUrl: database.url });
    for (const { server, client } of Object.values(flaghoist.secrets)) secrets.add(server).add(client);
    await aTeamAtWork();
  }, 120_000);
  afterAll(async () => {
    await flaghoist?.close();
    await database?.drop();
  });

  async function aTeamAtWork(): Promise<void> {
    const { api } = flaghoist;
    await liveFlag(api, 'new-nav');
    await segmentOf(api, 'beta', ['u-1']);
    await serveToSegment(api, 'new-nav', 'beta');
    await archive(api, 'new-nav');
    await restore(api, 'new-nav');
    const [chosen, refused] = [aValue(), aValue()];
    const moved = { key: 'moved', id: randomUUID(), secrets: [{ name: 'Old', type: 'server', value: chosen }] };
    await api.must('POST', `${project}/environments`, moved);
    await api.must('PATCH', paths.targeting('new-nav', 'moved'), { enabled: true });
    const own = `${project}/environments/moved/secrets`;
    const { body: made } = await api.must('POST', own, { name: 'Made', type: 'client' });
    for (const value of [chosen, refused, made.value]) secrets.add(value as string);
    const statuses = [
      await api.post(own, { name: 'Again', type: 'server', value: chosen }),
      await api.post(own, { name: 'Bad', type: 'server', value: `${refused}!` }),
      await api.post(own, { name: 'Wrong', type: 'server', value: [refused] }),
      await api.post(own, `{"name":"Broken","value":"${refused}"`),
      await api.patch(`${own}/${made.id}`, { [refused]: 1 }),
      await api.get(`${own}/${refused}`),
      await api.get(`${own}?cursor=${refused}`),
      await api.get(own, { token: `${flaghoist.rootToken}x` }),
      await api.put(`${own}/${made.id}`, { name: 'Stale' }, { ifMatch: '"99"' }),
      await api.patch(`${own}/${made.id}`, { name: 'Renamed', expiresAt: 4_000_000_000 }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([409, 422, 400, 400, 400, 404, 422, 401, 412, 200]);
    await sdksComeAndGo(chosen);
    await api.must('DELETE', `${own}/${made.id}`);
    await api.must('POST', `${project}/environments/moved/archive`);
    await api.must('DELETE', `${project}/environments/moved`);
    await api.must('POST', '/workspaces', { key: 'leaving' });
    await api.must('POST', '/workspaces/leaving/projects', { key: 'web', environments: [moved] });
    await api.must('DELETE', '/workspaces/leaving?confirm=leaving');
    expect(await flaghoist.stop()).toBe(0);
    await flaghoist.startAgain();
  }

  async function sdksComeAndGo(secret: string): Promise<void> {
    const { socket, frames } = await rawServerConnection(flaghoist.els, secret);
    await eventually('it is synced', () => frames.length > 0);
    socket.terminate();
    const [wrong, noToken] = [
      `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`,
      streamingUrl(flaghoist.els, 'server', 'x'),
    ];
    secrets.add(wrong);
    (await rawServerConnection(flaghoist.els, wrong)).socket.terminate();
    await fetch(noToken.replace(/^ws/, 'http')).catch(() => undefined);
    for (const value of [secret, wrong, `${secret}x`]) {
      const path = '/api/public/sdk/server/latest-all?timestamp=0';
      await fetch(`${flaghoist.els}${path}`, { headers: { authorization: value } });
      await fetch(`${flaghoist.els}${path}&secret=${value}`, { headers: { authorization: value } });
    }
  }

  it('the database holds no secret, no token and not the key', async () => {
    const dump = await new Tables(database.url).dump();
    for (const told of ['environment_secret:', 'change_set_operation:', 'CreateSecret', 'DeleteSecret', 'DeleteWorkspace']) {
      expect(dump).toContain(told);
    }
    expect(dump).toContain(createHash('sha256').update(flaghoist.secrets.production.server).digest('hex'));
    expect(found(dump)).toEqual([]);
    expect(found(`${dump} ${flaghoist.secrets.production.server}`)).not.toEqual([]);
  });

  it('the log holds none either, but for what the first start prints', () => {
    const lines = flaghoist.output().split('\n');
    const log = lines.filter((line) => line.startsWith('{'));
    expect(log.length).toBeGreaterThan(20);
    expect(found(log.join('\n'))).toEqual([]);
    const second = flaghoist.output().lastIndexOf('Flaghoist is running');
    expect(found(flaghoist.output().slice(second))).toEqual([]);
    expect(log.filter((line) => line.includes('token='))).toEqual([]);
  });

  /** What should not be there and is, as it was found. */
  function found(text: string): string[] {
    const [, , tokenSecret] = /^(fh_[0-9a-f]{32}_)(.{43})$/.exec(flaghoist.rootToken)!;
    const hidden = [...secrets, flaghoist.rootToken, tokenSecret!, encryptionKey];
    const raw = Buffer.from(encryptionKey, 'base64').toString('hex');
    return [...hidden.flatMap(spellings), raw].filter((one) => text.includes(one));
  }
});
