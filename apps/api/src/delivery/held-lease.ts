import type { Leases } from '@app/domain';

const LEASE_MS = 3_000;
const RENEW_MS = 1_000;

/** A lease while somebody works under it: taken, renewed, let go. */
export class HeldLease {
  private readonly timer: NodeJS.Timeout;
  private lost = false;

  private constructor(
    private readonly leases: Leases,
    private readonly name: string,
    private readonly owner: string,
  ) {
    this.timer = setInterval(() => void this.renew(), RENEW_MS);
  }

  /** Undefined: another one has it. */
  static async take(leases: Leases, name: string, owner: string): Promise<HeldLease | undefined> {
    return (await leases.take(name, owner, LEASE_MS)) ? new HeldLease(leases, name, owner) : undefined;
  }

  /** False once it could not be renewed: whoever works under it stops after the step it is at. */
  get held(): boolean {
    return !this.lost;
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.leases.release(this.name, this.owner);
  }

  private async renew(): Promise<void> {
    // A database that is away keeps nobody else from taking it either; the next renewal tells.
    this.lost = await this.leases.take(this.name, this.owner, LEASE_MS).then(
      (taken) => !taken,
      () => this.lost,
    );
  }
}
