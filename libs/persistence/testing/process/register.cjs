/** Lets a plain Node process run our TypeScript, as jest does: the same compiler and settings, the same aliases. */
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');

const root = join(__dirname, '../../../..');
const settings = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    ...settings,
    module: { type: 'commonjs' },
    filename,
    swcrc: false,
  });
  module._compile(code, filename);
};

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...rest) {
  const alias = /^@app\/([^/]+)(\/reading)?$/.exec(request);
  if (alias) return join(root, 'libs', alias[1], 'src', alias[2] ?? '', 'index.ts');
  try {
    return resolve.call(this, request, parent, ...rest);
  } catch (error) {
    if (!request.startsWith('.')) throw error;
    return resolve.call(this, `${request.replace(/\.js$/, '')}.ts`, parent, ...rest);
  }
};
