import { Inject, Injectable } from '@nestjs/common';
import { ModelReader, Workspace, createProject } from '@app/domain';
import type { StoredEnvironment } from '@app/domain';
import { ChangeSets } from '../change-sets/change-sets';
import { theInstance } from '../change-sets/locks';
import type { Work } from '../change-sets/work';
import { SecretCipher } from '../encryption/secret-cipher';
import { AccessTokens } from '../identity/access-tokens';
import { SecretSeal } from '../projects/secret-seal';
import type { FirstEnvironment, FirstRun } from './first-run';
import { RootAccess } from './root-access';
import { SystemCaller } from './system-caller';

/** The token of the first root access, where whoever runs this chose it. */
export const ROOT_ACCESS_TOKEN = Symbol('ROOT_ACCESS_TOKEN');

const WORKSPACE = 'main';
const PROJECT = 'app';

/** Makes what a new installation starts with: a root access, a workspace and a project with staging and production. */
@Injectable()
export class MakeFirstRun {
  constructor(
    private readonly changeSets: ChangeSets,
    private readonly system: SystemCaller,
    private readonly rootAccess: RootAccess,
    private readonly tokens: AccessTokens,
    private readonly seal: SecretSeal,
    private readonly cipher: SecretCipher,
    private readonly model: ModelReader,
    @Inject(ROOT_ACCESS_TOKEN) private readonly chosen: string | undefined,
  ) {}

  /** Undefined: it was made before, by this process or another one. */
  async execute(): Promise<FirstRun | undefined> {
    const token = this.tokens.read(this.chosen ?? '') ?? this.tokens.make();
    const change = {
      scope: undefined,
      lock: theInstance,
      by: await this.system.caller(),
      comment: undefined,
      origin: 'direct',
    } as const;
    const done = await this.changeSets.commit(change, async (work) => {
      if (await work.model.hasRootAccess()) return () => undefined;
      this.rootAccess.put(work, 'root', token);
      const environments = this.putProject(work);
      return (committed) => environments.map((one) => one(committed));
    });
    if (!done.value) return undefined;
    const environments = await Promise.all(done.value.map((one) => this.shown(one)));
    return {
      workspace: WORKSPACE,
      project: PROJECT,
      environments,
      ...(this.chosen === undefined && { rootToken: this.tokens.textOf(token) }),
    };
  }

  private putProject(work: Work) {
    const workspace = Workspace.create({ key: WORKSPACE, name: 'Main' }, work.means);
    work.put(workspace);
    const { project, environments } = createProject({ key: PROJECT, name: 'App' }, workspace.state.id, work.means);
    work.put(project);
    return environments.map((one) => this.seal.putEnvironment(work, one));
  }

  private async shown({ id, key }: StoredEnvironment): Promise<FirstEnvironment> {
    const { items } = await this.model.secrets(id, { limit: 200 });
    const secrets = items.map(({ name, type, encrypted }) => ({ name, type, value: this.cipher.decrypt(encrypted) }));
    return { key, id, secrets: secrets.sort((one, other) => (one.type > other.type ? -1 : 1)) }; // server, then client
  }
}
