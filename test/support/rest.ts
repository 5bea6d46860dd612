/** What a REST request was answered. */
export interface Answer {
  readonly status: number;
  readonly body: any;
  readonly etag: string | null;
  readonly changeSet: string | null;
  /** Environment key to the revision it was raised to. */
  readonly revisions: Readonly<Record<string, number>>;
  readonly headers: Headers;
}

export interface Sent {
  readonly body?: unknown;
  readonly ifMatch?: string;
  readonly contentType?: string;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The management API over real HTTP, as a script would use it. */
export class Rest {
  constructor(
    readonly base: string,
    private readonly token: string,
  ) {}

  get = (path: string, sent?: Sent) => this.send('GET', path, sent);
  post = (path: string, body?: unknown, sent?: Sent) => this.send('POST', path, { body, ...sent });
  put = (path: string, body: unknown, sent?: Sent) => this.send('PUT', path, { body, ...sent });
  patch = (path: string, body: unknown, sent?: Sent) => this.send('PATCH', path, { body, ...sent });
  delete = (path: string, sent?: Sent) => this.send('DELETE', path, sent);

  async send(
    method: string,
    path: string,
    { body, ifMatch, contentType, token = this.token, headers }: Sent = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.base}/api/v1${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? undefined : JSON.parse(text),
      etag: response.headers.get('etag'),
      changeSet: response.headers.get('flaghoist-change-set'),
      revisions: revisionsOf(response.headers.get('flaghoist-revision')),
      headers: response.headers,
    };
  }

  /** The same, for a step of a scenario that has to succeed. */
  async must(method: string, path: string, body?: unknown, sent?: Sent): Promise<Answer> {
    const answer = await this.send(method, path, { body, ...sent });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  }
}

function revisionsOf(header: string | null): Record<string, number> {
  if (header === null) return {};
  return Object.fromEntries(header.split(', ').map((pair) => [pair.split('=')[0], Number(pair.split('=')[1])]));
}
