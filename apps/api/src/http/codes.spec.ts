import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { Authorization } from '@app/access-control';
import { ModelReader } from '@app/domain';
import { powerlessAccess } from '../../../../test/support/accesses';
import { freshApi, production, project } from '../../../../test/support/api';
import type { Answered, TestApi } from '../../../../test/support/api';
import { Tables } from '../../../../test/support/tables';

const root = join(__dirname, '../../../..');
const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, any>;

/** Every code of management-api's sections 1 to 10 but those of its section 12, which come later, and of prerequisites. */
const codes = [
  ...['MALFORMED_REQUEST', 'MALFORMED_JSON', 'WRONG_TYPE', 'UNKNOWN_MEMBER', 'UNKNOWN_PARAMETER', 'UNAUTHENTICATED'],
  ...['FORBIDDEN', 'ROOT_ONLY', 'NOT_FOUND', 'PARENT_NOT_FOUND', 'METHOD_NOT_ALLOWED', 'NOT_ACCEPTABLE', 'PAYLOAD_TOO_LARGE'],
  ...['UNSUPPORTED_MEDIA_TYPE', 'INTERNAL', 'BUSY', 'UNAVAILABLE', 'ARCHIVED', 'CHANGED_MEANWHILE', 'COMMENT_REQUIRED'],
  ...['LIMIT_EXCEEDED', 'VALIDATION_FAILED', 'PRECONDITION_REQUIRED', 'PAGE_LIMIT_INVALID', 'CURSOR_INVALID'],
  ...['KEY_REQUIRED', 'KEY_INVALID', 'KEY_TOO_LONG', 'NAME_TOO_LONG', 'TAG_INVALID', 'KEY_EXISTS', 'KEY_IMMUTABLE'],
  ...['CONFIRMATION_REQUIRED', 'PROJECT_NEEDS_ENVIRONMENT', 'NOT_ARCHIVED', 'ID_EXISTS', 'SECRET_EXISTS'],
  ...['SETTING_NOT_AVAILABLE', 'SECRET_TYPE_INVALID', 'SECRET_INVALID', 'EXPIRY_INVALID', 'TYPE_IMMUTABLE'],
  ...['FLAG_TYPE_INVALID', 'FLAG_NEEDS_TWO_VARIATIONS', 'VARIATION_VALUE_INVALID', 'VARIATION_IN_USE'],
  ...['UNKNOWN_VARIATION', 'UNKNOWN_SEGMENT', 'WEIGHT_INVALID', 'WEIGHTS_MUST_SUM', 'OPERATOR_INVALID', 'RULE_SHAPE_INVALID'],
  ...['RULE_VALUE_INVALID', 'NEGATE_NOT_AVAILABLE', 'TARGET_TWICE', 'VARIATION_TWICE', 'SEGMENT_IN_USE', 'SEGMENT_IN_SEGMENT'],
  ...['FLAG_IS_PREREQUISITE', 'FILTER_INVALID'],
] as const;
type Code = (typeof codes)[number];

let api: TestApi;
let tables: Tables;
const call = (...request: Parameters<TestApi['call']>) => api.call(...request);
const inject = (contentType: string, payload: string | Buffer) =>
  call('PATCH', `${project}/flags/known`, payload.toString(), { headers: { 'content-type': contentType } });
const targeting = `${production}/flags/known/targeting`;
const secrets = `${production}/secrets`;
const withCondition = (one: object) => ({
  rules: [{ key: 'rule', conditions: [one], serve: { weights: [{ variation: 'on', weight: 100_000 }] } }],
});

/** Status, and what `errors` says: a pointer, a parameter, or nothing. */
type Expected = readonly [status: number, at: { pointer: string | null } | { parameter: string } | undefined];
const at = (status: number, pointer: string | null): Expected => [status, { pointer }];
const plain = (status: number): Expected => [status, undefined];

/** Those that part-d.spec.ts does not provoke. */
const provoked: Readonly<Partial<Record<Code, readonly [Expected, () => Promise<Answered>]>>> = {
  MALFORMED_REQUEST: [at(400, '/name' + '/0'.repeat(31)), () => call('PATCH', project, { name: nested(40) })],
  MALFORMED_JSON: [at(400, ''), () => call('PATCH', project, '{"name":')],
  WRONG_TYPE: [at(400, '/tags'), () => call('PATCH', project, { tags: 'x' })],
  UNKNOWN_MEMBER: [at(400, '/colour'), () => call('PATCH', project, { colour: 'red' })],
  UNKNOWN_PARAMETER: [[400, { parameter: 'colour' }], () => call('GET', `${project}?colour=red`)],
  UNAUTHENTICATED: [plain(401), () => call('GET', project, undefined, { token: null })],
  FORBIDDEN: [
    plain(403),
    async () => call('POST', '/workspaces', { key: 'fine' }, { token: await powerlessAccess(api, 'nobody') }),
  ],
  ROOT_ONLY: [
    plain(403),
    async () => {
      const token = await powerlessAccess(api, 'administrator');
      const allows = jest.spyOn(api.app.get(Authorization, { strict: false }), 'allows').mockResolvedValue(true);
      try {
        const asked = [
          call('POST', `${project}/environments`, { key: 'fine', id: '0f3a7c1e-5b2d-4c8e-9a6f-1d2e3f4a5b6c' }, { token }),
          call('POST', secrets, { name: 'x', type: 'server', value: 'x'.repeat(44) }, { token }),
        ];
        const [answer, other] = await Promise.all(asked);
        expect([other!.status, other!.body.code]).toEqual([403, 'ROOT_ONLY']);
        return answer!;
      } finally {
        allows.mockRestore();
      }
    },
  ],
  NOT_FOUND: [plain(404), () => call('GET', `${project}/flags/nobody`)],
  METHOD_NOT_ALLOWED: [plain(405), () => call('PUT', '/workspaces', {})],
  NOT_ACCEPTABLE: [plain(406), () => call('GET', project, undefined, { headers: { accept: 'text/html' } })],
  PAYLOAD_TOO_LARGE: [plain(413), () => call('PATCH', project, { description: 'x'.repeat(16 * 1024 * 1024) })],
  UNSUPPORTED_MEDIA_TYPE: [plain(415), () => inject('application/json-patch+json', '[]')],
  INTERNAL: [
    plain(500),
    async () => {
      const broken = jest.spyOn(api.app.get(ModelReader, { strict: false }), 'workspaces').mockRejectedValue(new Error('a bug'));
      return call('GET', '/workspaces').finally(() => broken.mockRestore());
    },
  ],
  BUSY: [
    plain(503),
    async () => {
      const other = new Client({ connectionString: api.config.POSTGRES_URL });
      await other.connect();
      await other.query('BEGIN');
      await other.query('SELECT FROM environment FOR NO KEY UPDATE');
      return call('PATCH', targeting, { enabled: true }).finally(() => other.end());
    },
  ],
  UNAVAILABLE: [
    plain(503),
    async () => {
      await tables.rows('ALTER TABLE segment RENAME TO elsewhere');
      return call('GET', `${project}/segments`).finally(() => tables.rows('ALTER TABLE elsewhere RENAME TO segment'));
    },
  ],
  ARCHIVED: [at(409, null), () => call('PATCH', `${project}/flags/archived`, { name: 'x' })],
  CHANGED_MEANWHILE: [plain(412), () => call('DELETE', `${project}/flags/archived`, undefined, ifMatch('"1"'))],
  COMMENT_REQUIRED: [plain(422), () => call('PATCH', '/workspaces/main/projects/careful/environments/live', { name: 'x' })],
  LIMIT_EXCEEDED: [
    at(422, '/environments'),
    () => {
      const environments = Array.from({ length: 51 }, (_, i) => ({ key: `environment-${i}` }));
      return call('POST', '/workspaces/main/projects', { key: 'fine', environments });
    },
  ],
  VALIDATION_FAILED: [at(422, '/name'), () => call('POST', secrets, { type: 'server' })],
  PRECONDITION_REQUIRED: [plain(428), () => call('PUT', project, {})],
  PAGE_LIMIT_INVALID: [[422, { parameter: 'limit' }], () => call('GET', `${project}/flags?limit=201`)],
  CURSOR_INVALID: [[422, { parameter: 'cursor' }], () => call('GET', `${project}/flags?cursor=*`)],
  FILTER_INVALID: [[422, { parameter: 'operation' }], () => call('GET', `${project}/change-sets?operation=Explode`)],
  CONFIRMATION_REQUIRED: [[422, { parameter: 'confirm' }], () => call('DELETE', '/workspaces/main?confirm=app')],
  NOT_ARCHIVED: [at(409, null), () => call('DELETE', project)],
  ID_EXISTS: [
    at(409, '/id'),
    async () => {
      const { id } = (await call('GET', production)).body;
      return call('POST', `${project}/environments`, { key: 'fine', id });
    },
  ],
  SETTING_NOT_AVAILABLE: [at(422, '/settings/protected'), () => call('PATCH', production, { settings: { protected: true } })],
  SECRET_TYPE_INVALID: [at(422, '/type'), () => call('POST', secrets, { name: 'x', type: 'mobile' })],
  SECRET_INVALID: [at(422, '/value'), () => call('POST', secrets, { name: 'x', type: 'client', value: 'short' })],
  EXPIRY_INVALID: [at(422, '/expiresAt'), () => call('POST', secrets, { name: 'x', type: 'client', expiresAt: -1 })],
  FLAG_TYPE_INVALID: [
    at(422, '/type'),
    () => {
      const variations = ['one', 'two'].map((key) => ({ key, value: key }));
      return call('POST', `${project}/flags`, { key: 'fine', type: 'text', variations });
    },
  ],
  VARIATION_VALUE_INVALID: [at(422, '/value'), () => call('POST', `${project}/flags/known/variations`, { key: 'new', value: 7 })],
  NEGATE_NOT_AVAILABLE: [
    at(422, '/rules/0/conditions/0/negate'),
    () => call('PATCH', targeting, withCondition({ attribute: 'a', operator: 'IsTrue', negate: true })),
  ],
  TARGET_TWICE: [
    at(422, '/individualTargets/1/endUsers/0'),
    () => {
      const individualTargets = ['on', 'off'].map((variation) => ({ variation, endUsers: ['u-1'] }));
      return call('PATCH', targeting, { individualTargets });
    },
  ],
  FLAG_IS_PREREQUISITE: [
    at(409, null),
    async () => {
      await tables.rows(
        `INSERT INTO targeting_prerequisite (flag_id, environment_id, project_id, position, required_flag_id, required_variation_id)
         SELECT t.flag_id, t.environment_id, t.project_id, 0, r.id, v.id
         FROM targeting t JOIN flag f ON f.id = t.flag_id AND f.key = 'known' JOIN environment e ON e.id = t.environment_id AND e.key = 'production',
           flag r JOIN variation v ON v.flag_id = r.id AND v.key = 'on' WHERE r.key = 'archived' AND r.project_id = t.project_id`,
      );
      return call('DELETE', `${project}/flags/archived`);
    },
  ],
};

const ifMatch = (etag: string) => ({ headers: { 'if-match': etag } });

function nested(levels: number): unknown {
  return levels === 0 ? 'x' : [nested(levels - 1)];
}

beforeAll(async () => {
  api = await freshApi();
  tables = new Tables(api.config.POSTGRES_URL!);
  for (const key of ['known', 'archived']) await call('POST', `${project}/flags`, { key, type: 'boolean' });
  await call('POST', `${project}/flags/archived/archive`);
  const environments = [{ key: 'live', settings: { requireComment: true } }];
  await call('POST', '/workspaces/main/projects', { key: 'careful', environments });
});
afterAll(() => api.close());

describe('every code', () => {
  it.each(Object.entries(provoked))('%s is answered with its status and place', async (code, [[status, place], provoke]) => {
    const { status: answered, headers, body } = await provoke();
    expect([answered, body.code, headers['content-type']]).toEqual([
      status,
      code,
      expect.stringMatching(/^application\/problem\+json/),
    ]);
    expect(body).toMatchObject({ type: `/problems/${code.toLowerCase().replaceAll('_', '-')}`, status });
    if (place) expect(body.errors).toMatchObject([{ code, ...place }]);
    if (status === 503) expect(headers['retry-after']).toMatch(/^\d+$/);
  });

  it('is provoked here or in part-d.spec.ts, and every code that the description names', () => {
    const rows = Object.values(json('test/specifications/part-d.json')) as {
      by: string;
      code?: string;
      also?: { code?: string }[];
    }[];
    const answered = rows
      .filter(({ by }) => ['rest', 'both'].includes(by))
      .flatMap(({ code, also = [] }) => [code, ...also.map((one) => one.code)]);
    const tried = new Set([...Object.keys(provoked), ...answered.filter((code) => code !== undefined)]);
    expect([...tried].sort()).toEqual([...codes].sort());
    const described = JSON.stringify(json('docs/openapi/api.json')).matchAll(/`([A-Z]+(?:_[A-Z]+)*)`/g);
    expect([...new Set([...described].map(([, code]) => code!))].sort()).toEqual([...codes].sort());
  });
});
