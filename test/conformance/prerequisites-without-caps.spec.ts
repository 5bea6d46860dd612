import { compileEnvironment, type EndUserInput, type FlagDefinition } from '@app/evaluation';
import { aFlag } from '@app/evaluation/testing';
import { specification } from '../../libs/evaluation/testing/specification';
import { describeWith } from '../support/requires';
import { missingSdks } from '../support/tools';
import { OfflineSdk } from './agreement/sdk';

interface Prerequisites {
  readonly flags: readonly FlagDefinition[];
  readonly endUsers: Readonly<Record<string, EndUserInput>>;
  readonly cases: readonly {
    readonly case: number;
    readonly state: string;
    readonly changes: Readonly<Record<string, Partial<FlagDefinition>>>;
    readonly flag: string;
    readonly endUser: string;
    readonly featbitServerSdk: string;
  }[];
}
const { flags, endUsers, cases } = specification<Prerequisites>('prerequisites');

/** protocol §7.11, last column: sent as if they had none, but off when one of them cannot hold for anybody. */
describeWith('prerequisites, to the Node server SDK 1.3.0', missingSdks, () => {
  it.each(cases)(
    'case $case: $state, $flag gives $endUser $featbitServerSdk',
    async ({ changes, flag, endUser, featbitServerSdk }) => {
      const definitions = flags.map((one) => aFlag({ ...one, ...changes[one.key] }));
      const environment = compileEnvironment({ flags: new Map(definitions.map((one) => [one.key, one])), segments: new Map() });
      const sent = [...environment.flags.values()].map(({ key, definition: { prerequisites: _, ...featbits } }) => {
        return { ...featbits, isEnabled: environment.standings.get(key)!.sentEnabled } as FlagDefinition;
      });
      const sdk = await OfflineSdk.of(sent, []);
      expect((await sdk.evaluate(flag, endUsers[endUser]!)).value).toBe(featbitServerSdk === 'on' ? 'true' : 'false');
    },
  );
});
