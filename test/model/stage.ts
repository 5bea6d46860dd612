import { eventually } from '../support/eventually';
import { addEnvironment } from './commands/environments';
import type { Answered, Installation } from './installation';
import { KeptCopy } from './kept-copy';
import { joiningAt, serverView } from './server-view';
import { readTables } from './tables';
import type { Counts } from './tables';
import type { Environment, World } from './world';

/** One run: a project of its own, a connected SDK for each of its environments, and the world it is compared with. */
export class Stage {
  /** By environment key: what it keeps, and the id of the secret that it came with. */
  private readonly joined = new Map<string, { readonly copy: KeptCopy; readonly secret: string }>();

  private constructor(
    readonly installation: Installation,
    readonly world: World,
    readonly others: Counts,
  ) {}

  static async open(installation: Installation, key: string): Promise<Stage> {
    const { counts: others } = await readTables(installation.database, '00000000-0000-4000-8000-000000000000');
    const { body, revisions } = await installation.ask({ method: 'POST', path: '/projects', body: { key } });
    const named = { name: key, description: null, tags: [], rowVersion: 1, archived: false };
    const project = { id: body.id as string, key, ...named };
    const world: World = { project, environments: new Map(), flags: new Map(), segments: new Map(), changeSets: 1 };
    const stage = new Stage(installation, world, others);
    for (const made of ['staging', 'production']) {
      const { id, name } = body.environments.find((one: { key: string }) => one.key === made);
      addEnvironment(world, { id, key: made, name, requireComment: false });
      const environment = world.environments.get(made)!;
      Object.assign(environment, { tags: ['generated'], rowVersion: 1, revision: revisions[made]! });
    }
    await stage.follow();
    return stage;
  }

  /** `path`: below the project. */
  ask(asked: Parameters<Installation['ask']>[0]): Promise<Answered> {
    return this.installation.ask({ ...asked, path: `/projects/${this.world.project.key}${asked.path}` });
  }

  /** Every environment that has a secret to connect with has an SDK; those whose secret opens nothing any more were told so. */
  async follow(): Promise<void> {
    for (const environment of this.world.environments.values()) {
      if (environment.secrets.size === 0 && environment.rowVersion === 1) await this.learnSecrets(environment);
    }
    for (const [key, { copy, secret }] of this.joined) {
      if (this.opens(key, secret)) continue;
      expect([key, await copy.closed]).toEqual([key, 4003]);
      this.joined.delete(key);
    }
    for (const [key, { secrets }] of this.world.environments) {
      const secret = [...secrets.keys()].find((id) => this.opens(key, id));
      if (secret !== undefined && !this.joined.has(key)) this.joined.set(key, { copy: await this.connect(key, secret), secret });
    }
  }

  close(): void {
    for (const { copy } of this.joined.values()) copy.close();
    this.joined.clear();
  }

  /** The project goes, with all that was in it; of everybody's rows only the history stays. */
  async remove(): Promise<void> {
    const comment = 'over';
    this.close();
    await this.ask({ method: 'POST', path: '/archive', comment });
    const { status } = await this.ask({ method: 'DELETE', path: '', comment });
    expect(status).toBe(204);
    const changeSets = this.others.change_set + this.world.changeSets + (this.world.project.archived ? 1 : 2);
    const { counts } = await readTables(this.installation.database, this.world.project.id);
    expect(counts).toEqual({ ...this.others, change_set: changeSets });
  }

  get copies(): ReadonlyMap<string, KeptCopy> {
    return new Map([...this.joined].map(([key, { copy }]) => [key, copy]));
  }

  private opens(key: string, id: string): boolean {
    const { project, environments } = this.world;
    const environment = environments.get(key);
    const secret = environment?.secrets.get(id);
    if (!environment || !secret || project.archived || environment.archived || secret.type === 'client') return false;
    return secret.expiresAt === null || secret.expiresAt * 1_000 > Date.now();
  }

  /** Again while els has not heard of the last change yet. */
  private connect(key: string, secret: string): Promise<KeptCopy> {
    const environment = this.world.environments.get(key)!;
    const live = serverView(this.world, environment);
    return eventually(`an SDK joins ${key}`, async () => {
      const value = environment.secrets.get(secret)!.value;
      const copy = await KeptCopy.connect(this.installation.els, value, joiningAt(live, environment.revision));
      if (await copy.startsAs(live)) return copy;
      copy.close();
      return undefined;
    });
  }

  private async learnSecrets({ key, secrets }: Environment): Promise<void> {
    const { body } = await this.ask({ method: 'GET', path: `/environments/${key}/secrets` });
    for (const { id, name, type, value, expiresAt, rowVersion } of body.items) {
      secrets.set(id as string, { id, name, type, value, expiresAt, rowVersion });
    }
  }
}
