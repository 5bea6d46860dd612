/** Lets `node -r` run the benchmarks' TypeScript as plain CommonJS, outside jest: its sandbox would be measured as well. */
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');

const root = join(__dirname, '../..');
const settings = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    ...settings,
    filename,
    module: { type: 'commonjs' },
    swcrc: false,
  });
  module._compile(code, filename);
};

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  if (request === '@app/evaluation/testing') return resolve.call(this, join(root, 'libs/evaluation/testing/index.ts'), ...rest);
  if (request === '@app/persistence/reading')
    return resolve.call(this, join(root, 'libs/persistence/src/reading/index.ts'), ...rest);
  if (request.startsWith('@app/'))
    return resolve.call(this, join(root, 'libs', request.slice('@app/'.length), 'src/index.ts'), ...rest);
  try {
    return resolve.call(this, request, ...rest);
  } catch (error) {
    if (!/^\.{1,2}\/.*\.js$/.test(request)) throw error;
    return resolve.call(this, request.slice(0, -'.js'.length), ...rest); // a dynamic import() of ours
  }
};
