import type { FastifyRequest } from 'fastify';
import type { SecretType } from '@app/protocol';

/** What is counted together when requests are limited. The first three and the last are FeatBit's own (featbit-protocol.md §8.4). */
export type Policy = 'Sdk' | 'Insight' | 'FeatureFlag' | 'ClientPolling' | 'Streaming';

/** A path that SDKs use. */
export interface Door {
  /** Which kinds of secret open it (featbit-protocol.md §1). */
  readonly opensTo: readonly SecretType[];
  readonly policy: Policy;
  /** Whether a body that cannot be read is its own to refuse, in plain text. */
  readonly refusesInText?: true;
}

const either: readonly SecretType[] = ['server', 'client'];
const evaluate: Door = { opensTo: either, policy: 'FeatureFlag', refusesInText: true };

const doors = new Map<string, Door>([
  ['/api/public/sdk/server/latest-all', { opensTo: ['server'], policy: 'Sdk' }],
  ['/api/public/sdk/client/latest-all', { opensTo: ['client'], policy: 'ClientPolling' }],
  ['/api/public/insight/track', { opensTo: either, policy: 'Insight' }],
  ['/api/public/featureflag/evaluate', evaluate],
  ['/api/public/feature-flag/evaluate', evaluate],
]);

/** Undefined: no SDK's, or no path of ours at all. */
export function doorOf(request: FastifyRequest): Door | undefined {
  return doors.get(request.routeOptions.url ?? '');
}
