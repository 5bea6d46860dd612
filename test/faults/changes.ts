import { pause } from '../support/eventually';
import type { Answer, Rest } from '../support/rest';
import type { Seeded } from '../support/seeded';
import { changesPerSecond } from './schedule';

const flags = ['flag-0', 'flag-1', 'flag-2', 'flag-3', 'flag-4', 'flag-5'];
const segments = ['segment-0', 'segment-1'];
export const keyIds = ['u-0', 'u-1', 'u-2'];

/** A project of a schedule's own, with one environment, and what changes in it. */
export class ChangingProject {
  /** How each change was answered, by status. */
  readonly answers = new Map<number, number>();
  private made = 0;

  constructor(
    private readonly rest: Rest,
    readonly key: string,
    private readonly random: Seeded,
    /** Whether most changes are of the flag whose values are 60 KB. */
    private readonly isHeavy: boolean,
  ) {}

  /** Resolves with the environment's id. */
  async make(): Promise<string> {
    await this.rest.must('POST', '/workspaces/main/projects', { key: this.key, environments: [{ key: 'live', name: 'Live' }] });
    for (const segment of segments) await this.rest.must('POST', `${this.project}/segments`, { key: segment });
    for (const key of [...flags, 'heavy']) {
      const times = key === 'heavy' ? 20_000 : 1;
      const variations = ['on', 'off'].map((one) => ({ key: one, value: one.repeat(times) }));
      await this.rest.must('POST', `${this.project}/flags`, { key, type: 'string', variations });
      await this.rest.must('PATCH', this.targeting(key), { enabled: true });
    }
    const { body } = await this.rest.must('GET', `${this.project}/environments/live`);
    return body.id;
  }

  /** 20 a second, answered or not; resolves when the last one was answered. */
  async change(forMs: number): Promise<void> {
    const underWay: Promise<void>[] = [];
    const endsAt = performance.now() + forMs;
    for (let at = performance.now(); at < endsAt; at += 1_000 / changesPerSecond) {
      await pause(Math.max(0, at - performance.now()));
      underWay.push(this.one());
    }
    await Promise.all(underWay);
  }

  private async one(): Promise<void> {
    const { status } = await this.next().catch(() => ({ status: 0 }));
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
  }

  private next(): Promise<Answer> {
    const { random } = this;
    const key = this.isHeavy && random.chance(0.7) ? 'heavy' : random.of(flags);
    const kind = random.next();
    if (kind < 0.5 || key === 'heavy') return this.rest.patch(this.targeting(key), { fallthrough: { weights: this.weights() } });
    if (kind < 0.6) return this.rest.patch(this.targeting(key), { enabled: random.chance(0.7) });
    if (kind < 0.7) return this.rest.patch(this.targeting(key), { rules: this.rules() });
    if (kind < 0.83) return this.rest.patch(this.members(), { included: keyIds.filter(() => random.chance(0.5)) });
    if (kind < 0.9) return this.rest.post(`${this.project}/flags/${key}/archive`);
    if (kind < 0.97) return this.rest.post(`${this.project}/flags/${key}/restore`);
    return this.rest.post(`${this.project}/flags`, { key: `later-${(this.made += 1)}`, type: 'boolean' });
  }

  private weights(): unknown {
    const on = this.random.of([0, 30_000, 100_000]);
    const all = [
      { variation: 'on', weight: on },
      { variation: 'off', weight: 100_000 - on },
    ];
    return all.filter(({ weight }) => weight > 0);
  }

  private rules(): unknown {
    if (this.random.chance(0.3)) return [];
    const conditions = [{ operator: 'InSegment', values: [this.random.of(segments)] }];
    return [{ key: 'members', name: 'Members', conditions, serve: { weights: [{ variation: 'on', weight: 100_000 }] } }];
  }

  private get project(): string {
    return `/workspaces/main/projects/${this.key}`;
  }

  private targeting(key: string): string {
    return `${this.project}/environments/live/flags/${key}/targeting`;
  }

  private members(): string {
    return `${this.project}/environments/live/segments/${this.random.of(segments)}/targeting`;
  }
}
