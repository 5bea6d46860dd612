import type { AccessState } from '../hierarchy/hierarchy-state';

/** Who a token is. One indexed query; nothing cached: a change counts with the next request. */
export abstract class PrincipalReader {
  abstract access(id: string): Promise<AccessState | undefined>;
}
