import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { DECLARATION } from '@app/access-control';
import type { Declaration } from '@app/access-control';
import { freshApi } from '../../../../test/support/api';
import type { TestApi } from '../../../../test/support/api';
import { isOpenRoute } from './open-routes';
import { RouteTable } from './route-table';

/** Each handler of a controller: its route, and what it declares. */
function handlers(api: TestApi): Map<string, Declaration | undefined> {
  const scanner = new MetadataScanner();
  const found = new Map<string, Declaration | undefined>();
  for (const { controllers } of api.app.get(ModulesContainer).values()) {
    for (const { instance, metatype } of controllers.values()) {
      const prototype = Object.getPrototypeOf(instance) as Record<string, object>;
      for (const name of scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name]!;
        const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
        if (method === undefined) continue;
        const path = [Reflect.getMetadata('path', metatype!), Reflect.getMetadata('path', handler)] as string[];
        const url = `/${path.map((part) => part.replace(/^\/|\/$/g, '')).join('/')}`.replace(/\/$/, '');
        found.set(`${RequestMethod[method]} ${url}`, Reflect.getMetadata(DECLARATION, handler) as Declaration | undefined);
      }
    }
  }
  return found;
}

describe('the route table', () => {
  let api: TestApi;

  beforeAll(async () => (api = await freshApi()));
  afterAll(() => api.close());

  it('has no route that declares neither what it asks nor that it is public', () => {
    const declared = handlers(api);
    const closed = api.app
      .get(RouteTable)
      .routes.filter((route) => !isOpenRoute(route.split(' ')[1]!) && !route.startsWith('HEAD '));
    expect(closed.length).toBeGreaterThan(40);
    expect(closed.filter((route) => declared.get(route) === undefined)).toEqual([]);
  });

  it('has a HEAD for a GET and for nothing else', () => {
    const { routes } = api.app.get(RouteTable);
    const of = (method: string) => routes.filter((route) => route.startsWith(`${method} `)).map((route) => route.split(' ')[1]);
    expect(of('HEAD').filter((url) => !of('GET').includes(url))).toEqual([]);
  });
});
