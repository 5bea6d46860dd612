import { Injectable } from '@nestjs/common';
import type { Caller } from '@app/access-control';
import { ModelReader } from '@app/domain';

/** Who does what the first run and jobs do. Source: architecture.md, "One write path". */
@Injectable()
export class SystemCaller {
  constructor(private readonly model: ModelReader) {}

  async caller(): Promise<Caller> {
    const { id } = await this.model.instance();
    return { principal: { kind: 'system', id, key: null, name: 'Flaghoist' }, root: true };
  }
}
