import type { EndUserInput, FlagDefinition, SegmentDefinition } from '@app/evaluation';
import type { IFbClient } from '@featbit/node-server-sdk';

/** What the SDK answered through its public call, and what it would have reported. */
export interface SdkAnswer {
  readonly kind: string;
  readonly value: string;
  readonly reason: string;
  readonly sendToExperiment: boolean | undefined;
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The published SDK, offline, with an environment as `latest-all` would have brought it. */
export class OfflineSdk {
  private constructor(private readonly client: IFbClient) {}

  static async of(flags: readonly FlagDefinition[], segments: readonly SegmentDefinition[]): Promise<OfflineSdk> {
    const { FbClientBuilder } = jest.requireActual<typeof import('@featbit/node-server-sdk')>('@featbit/node-server-sdk');
    const data = { eventType: 'full', featureFlags: flags, segments };
    const builder = new FbClientBuilder({ logger: silent }).offline(true);
    const client = builder.useJsonBootstrapProvider(JSON.stringify({ messageType: 'data-sync', data })).build();
    await client.waitForInitialization();
    return new OfflineSdk(client);
  }

  async evaluate(flagKey: string, { keyId, name, customizedProperties }: EndUserInput): Promise<SdkAnswer> {
    let sendToExperiment: boolean | undefined;
    // Offline it throws its events away; the place where it hands them over is the only one that shows this figure.
    Object.assign(this.client, {
      eventProcessor: { record: (event: { sendToExperiment?: boolean }) => (sendToExperiment = event?.sendToExperiment) },
    });
    const user = {
      key: keyId,
      ...(name == null ? {} : { name }),
      customizedProperties: customizedProperties as { name: string; value: string }[],
    };
    const detail = await this.client.stringVariationDetail(flagKey, user, 'the default');
    return { kind: detail.kind, value: String(detail.value), reason: detail.reason ?? '', sendToExperiment };
  }
}
