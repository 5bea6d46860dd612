/** Names of what is never written, at any of the depths we log at: whoever logs does not have to remember. */
const secret = [
  'secret',
  'secrets',
  'secretValue',
  'token',
  'accessToken',
  'refreshToken',
  'password',
  'authorization',
  'cookie',
  'encryptionKey',
];
/** Attributes of end users are theirs. */
const personal = ['properties', 'customizedProperties', 'attributes'];

const depths = ['', '*.', '*.*.', '*.*.*.'];

/** pino's paths. A star stands for one level, so each depth is written out. */
export const redactedPaths: string[] = [...secret, ...personal].flatMap((name) => depths.map((depth) => `${depth}${name}`));
