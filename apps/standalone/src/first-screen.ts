import type { FirstRun } from '../../api/src/api.app';

/** Base addresses, `http://host:port`, as somebody on this machine would type them. */
export interface Addresses {
  readonly api: string;
  readonly els: string;
  readonly das: string;
}

export interface Shown {
  readonly addresses: Addresses;
  /** Of an embedded database. */
  readonly dataDir?: string;
  /** What this start made, if it was the first. */
  readonly firstRun?: FirstRun;
}

/** What the launcher prints when all is up. */
export function firstScreen({ addresses, dataDir, firstRun }: Shown): string {
  const rest = firstRun ? [...whatWasMade(firstRun), ...linesToPaste(firstRun, addresses)] : [laterStart];
  return `\n${[whereItIs(addresses, dataDir), ...rest].join('\n\n')}\n`;
}

const laterStart = 'The root access token was shown at the first start; npm run access:root makes a new one.';

function whereItIs({ api, els, das }: Addresses, dataDir: string | undefined): string {
  return [
    'Flaghoist is running. Ctrl-C stops it.',
    '',
    `  Management API     ${api}/api/v1`,
    `  API docs           ${api}/api/docs`,
    `  SDKs connect to    ${els} and ${socket(els)}`,
    `  Data analytics     ${das}`,
    ...(dataDir ? [`  Data lives in      ${dataDir}`] : []),
  ].join('\n');
}

/** In paragraphs; with secrets in them. */
export function whatWasMade({ workspace, project, environments, rootToken }: FirstRun): string[] {
  const secrets = environments.flatMap(({ key, secrets: all }) =>
    all.map(({ type, value }) => `  ${key.padEnd(12)} ${type.padEnd(7)} ${value}`),
  );
  return [
    `Root access token, shown this once: ${rootToken ?? 'the one in ROOT_ACCESS_TOKEN'}`,
    [`Workspace ${workspace}, project ${project}; secrets for SDKs:`, '', ...secrets].join('\n'),
  ];
}

/** Each block runs as it stands in any POSIX shell; the first waits and prints, the second is for another terminal. */
export function linesToPaste({ workspace, project, environments, rootToken }: FirstRun, { api, els }: Addresses): string[] {
  const last = environments.at(-1)!;
  const secret = last.secrets.find(({ type }) => type === 'server')!.value;
  return [
    [
      `Watch a flag of ${last.key} from a program of yours:`,
      '',
      `  cd "$(mktemp -d)" && npm install --silent @featbit/node-server-sdk`,
      `  node -e '`,
      `    const { FbClientBuilder, UserBuilder } = require("@featbit/node-server-sdk");`,
      `    const client = new FbClientBuilder({ sdkKey: "${secret}", logLevel: "warn",`,
      `      streamingUri: "${socket(els)}", eventsUri: "${els}" }).build();`,
      `    const show = async () => console.log("hello is", await client.boolVariation("hello", new UserBuilder("anna").build(), false));`,
      `    client.on("ready", show);`,
      `    client.on("update:hello", show);`,
      `  '`,
    ].join('\n'),
    [
      'Create it and switch it on, in another terminal:',
      '',
      `  TOKEN=${rootToken ?? '"$ROOT_ACCESS_TOKEN"'}`,
      `  PROJECT=${api}/api/v1/workspaces/${workspace}/projects/${project}`,
      `  ${curl('POST', '/flags', '{"key":"hello","type":"boolean"}')}`,
      `  ${curl('PATCH', `/environments/${last.key}/flags/hello/targeting`, '{"enabled":true}')}`,
    ].join('\n'),
  ];
}

const curl = (method: string, path: string, body: string) =>
  `curl -sS -X ${method} "$PROJECT${path}" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '${body}'; echo`;

const socket = (address: string) => address.replace(/^http/, 'ws');
