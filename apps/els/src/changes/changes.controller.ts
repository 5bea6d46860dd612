import { Controller } from '@nestjs/common';
import { OnMessage } from '@app/messaging';
import { Topics, type EnvironmentChanged } from '@app/protocol';
import { Snapshots } from '../snapshots/snapshots';
import { SecretChecks } from '../streaming/secret-checks';

/** Hints are for speed, revisions are for truth: whatever is wrong with one costs a refresh. */
@Controller()
export class ChangesController {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly secretChecks: SecretChecks,
  ) {}

  @OnMessage(Topics.environmentChanged)
  async onEnvironmentChanged(hint: EnvironmentChanged): Promise<void> {
    const secrets = hint.secrets && this.secretChecks.checkAnew(hint.environmentId);
    await this.snapshots.follow(hint); // behind: dropped; next: applied; anything else: one refresh
    await secrets;
  }
}
