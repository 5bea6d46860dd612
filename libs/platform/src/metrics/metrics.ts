import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export interface MetricOptions<Label extends string> {
  /** `flaghoist_<what>_<unit>`, `_total` for a counter. */
  readonly name: string;
  readonly help: string;
  /** Each combination of values is a series that is kept: never anything a stranger chooses. */
  readonly labels?: readonly Label[];
}

/** The figures of one process. A registry of its own: three processes may live in one Node process. */
export class Metrics {
  private readonly registry = new Registry();

  constructor(app: string) {
    this.registry.setDefaultLabels({ app });
    collectDefaultMetrics({ register: this.registry });
  }

  counter<Label extends string = never>({ name, help, labels = [] }: MetricOptions<Label>): Counter<Label> {
    return new Counter({ name, help, labelNames: labels, registers: [this.registry] });
  }

  /** `collect` is asked whenever the figures are read. */
  gauge<Label extends string = never>(options: MetricOptions<Label>, collect?: (gauge: Gauge<Label>) => void): Gauge<Label> {
    const { name, help, labels = [] } = options;
    return new Gauge<Label>({
      name,
      help,
      labelNames: labels,
      registers: [this.registry],
      ...(collect && {
        collect(this: Gauge<Label>) {
          collect(this);
        },
      }),
    });
  }

  /** `buckets`: upper bounds, in the unit the name ends with. */
  histogram<Label extends string = never>(
    options: MetricOptions<Label> & { readonly buckets: readonly number[] },
  ): Histogram<Label> {
    const { name, help, labels = [], buckets } = options;
    return new Histogram({ name, help, labelNames: labels, buckets: [...buckets], registers: [this.registry] });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** In Prometheus' text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
