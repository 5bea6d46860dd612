import { EnvironmentCache } from '../environment-cache';

export class NoEnvironmentCache implements EnvironmentCache {
  async fill(): Promise<void> {}

  async follow(): Promise<boolean> {
    return true; // keeps nothing, so nothing is missing
  }

  async purge(): Promise<void> {}
  async changedSince(): Promise<undefined> {}
  async rememberSecret(): Promise<void> {}
  async secret(): Promise<undefined> {}
}
