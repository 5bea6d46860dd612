import { Injectable } from '@nestjs/common';
import type { AccessState, Means } from '@app/domain';
import type { AccessToken } from '../identity/access-tokens';
import { AccessTokens } from '../identity/access-tokens';
import type { Work } from '../change-sets/work';

/** Makes root accesses: nothing but their token opens an installation, and it is kept as a hash alone. */
@Injectable()
export class RootAccess {
  constructor(private readonly tokens: AccessTokens) {}

  put(work: Work, key: string, token: AccessToken): void {
    work.concerns({ access: { kind: 'service', scope: 'instance' } });
    work.write({ kind: 'access', after: rootAccess(key, token.id, this.tokens.hash(token.secret), work.means) });
  }
}

function rootAccess(key: string, id: string, secretHash: string, { at }: Means): AccessState {
  return {
    id,
    key,
    name: key,
    description: null,
    tags: ['generated'],
    kind: 'service',
    type: 'root',
    scope: 'instance',
    workspaceId: null,
    projectId: null,
    environmentId: null,
    secretHash,
    enabled: true,
    expiresAt: null,
    rowVersion: 0,
    createdAt: at,
    updatedAt: at,
  };
}
