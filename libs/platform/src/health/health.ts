import type { OnModuleDestroy } from '@nestjs/common';

/** What a check found. `unavailable`: the process cannot do its work; `degraded`: it can, not all of it or not well. */
export type Finding = { readonly status: 'ready' } | { readonly status: 'degraded' | 'unavailable'; readonly because: string };

export type HealthCheck = () => Finding | Promise<Finding>;

export interface Readiness {
  readonly status: 'ready' | 'degraded' | 'unavailable';
  readonly because: readonly string[];
}

export const ready: Finding = { status: 'ready' };

/** Whether this process can do its work. Rooms register what they depend on; a process that stops says so at once. */
export class Health implements OnModuleDestroy {
  private readonly checks = new Map<string, { readonly check: HealthCheck; readonly otherwise: 'degraded' | 'unavailable' }>();
  private stopping = false;
  private underWay: Promise<Readiness> | undefined;

  constructor(private readonly timeoutMs = 2_000) {}

  /**
   * `name`: what is checked, in the words of an operator: `database`, `queue`. A check that throws, or does not answer in time, finds
   * `otherwise`. Answers a function that takes it away again.
   */
  register(name: string, check: HealthCheck, otherwise: 'degraded' | 'unavailable' = 'unavailable'): () => void {
    this.checks.set(name, { check, otherwise });
    return () => void this.checks.delete(name);
  }

  /** From now on not ready, so that nobody sends new work. */
  stop(): void {
    this.stopping = true;
  }

  onModuleDestroy(): void {
    this.stop();
  }

  /** One run at a time, however many ask. */
  async readiness(): Promise<Readiness> {
    if (this.stopping) return { status: 'unavailable', because: ['stopping'] };
    this.underWay ??= this.ask().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private async ask(): Promise<Readiness> {
    const findings = await Promise.all([...this.checks.keys()].map((name) => this.find(name)));
    const bad = findings.filter((finding) => finding.status !== 'ready');
    const worst = bad.find(({ status }) => status === 'unavailable') ?? bad[0];
    return { status: worst?.status ?? 'ready', because: bad.map(({ because }) => because) };
  }

  private async find(name: string): Promise<Finding> {
    const { check, otherwise } = this.checks.get(name)!;
    try {
      const finding = await within(this.timeoutMs, check);
      return finding.status === 'ready' ? finding : { ...finding, because: `${name}: ${finding.because}` };
    } catch (error) {
      return { status: otherwise, because: `${name}: ${(error as Error).message}` };
    }
  }
}

async function within(ms: number, check: HealthCheck): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([Promise.resolve().then(check), late]);
  } finally {
    clearTimeout(timer);
  }
}
