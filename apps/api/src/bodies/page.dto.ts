import { ApiProperty, ApiSchema } from '@nestjs/swagger';

type Item = new (...args: never[]) => unknown;

export interface PageResponse {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

/** The shape of a page of those, for the OpenAPI file. */
export function pageOfItems(name: string, item: Item): new () => PageResponse {
  @ApiSchema({ name })
  class Page implements PageResponse {
    @ApiProperty({ type: () => item, isArray: true })
    readonly items!: readonly unknown[];

    @ApiProperty({ type: 'string', nullable: true, description: 'For `?cursor=` of the next page; null: this is the last.' })
    readonly nextCursor!: string | null;
  }
  return Page;
}
