import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { ModelReader } from '@app/domain';
import { CannotStart, Health, ready } from '@app/platform';
import type { Finding } from '@app/platform';
import { SecretCipher } from '../encryption/secret-cipher';
import { Schema } from './schema';

/** Whether the database is there, has the tables this build needs, and was written with our key. */
@Injectable()
export class DatabaseCheck implements OnModuleInit {
  private usable = false;

  constructor(
    private readonly schema: Schema,
    private readonly model: ModelReader,
    private readonly cipher: SecretCipher,
    private readonly health: Health,
  ) {}

  onModuleInit(): void {
    this.health.register('database', () => this.check());
  }

  /** @throws CannotStart when what is stored was encrypted with another key. */
  async requireFittingKey(): Promise<void> {
    const stored = await this.model.encryptionKeyIds();
    if (stored.every((id) => id === this.cipher.keyId)) return;
    throw new CannotStart(
      `ENCRYPTION_KEY: this key (${this.cipher.keyId}) does not fit the database, which was written with ${stored.join(', ')}: ` +
        'start with the key this installation was made with',
    );
  }

  private async check(): Promise<Finding> {
    if (this.usable) {
      await this.model.instance();
      return ready;
    }
    const pending = await this.schema.pending();
    if (pending.length > 0)
      return { status: 'unavailable', because: `waits for migrations: ${pending.join(', ')}; run: api migrate` };
    await this.requireFittingKey();
    this.usable = true;
    return ready;
  }
}
