import type { Findings } from '../errors/findings';
import type { EnvironmentSettings } from './hierarchy-state';

const reserved = 'is reserved for a later release';

/** Settings with their defaults. Source: management-api 5. */
export function readSettings(input: Partial<EnvironmentSettings> | undefined, at: string, found: Findings): EnvironmentSettings {
  if ((input?.requireApproval ?? null) !== null) {
    found.add({
      pointer: `${at}/requireApproval`,
      code: 'SETTING_NOT_AVAILABLE',
      detail: `requireApproval ${reserved}: only null is accepted`,
    });
  }
  if (input?.protected) {
    found.add({
      pointer: `${at}/protected`,
      code: 'SETTING_NOT_AVAILABLE',
      detail: `protected ${reserved}: only false is accepted`,
    });
  }
  return { requireComment: input?.requireComment ?? false, requireApproval: null, protected: false };
}
