import { Injectable } from '@nestjs/common';
import { IdExists, ModelReader, refuse } from '@app/domain';
import type { EnvironmentInput } from '@app/domain';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Ids that root chose for environments that move in: each must be free in the whole instance. */
@Injectable()
export class ChosenIds {
  constructor(private readonly model: ModelReader) {}

  /** `at`: pointer of each body. What is no id is refused elsewhere. */
  async requireFree(inputs: readonly EnvironmentInput[], at: (index: number) => string): Promise<void> {
    const taken: IdExists[] = [];
    for (const [i, { id }] of inputs.entries()) {
      if (id === undefined || !uuid.test(id)) continue;
      if (await this.model.environment(id.toLowerCase())) taken.push(new IdExists('environment', id, `${at(i)}/id`));
    }
    refuse(taken);
  }
}
