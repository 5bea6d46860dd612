/** Who does something. `system`: the first run and jobs; its id is the instance's, its name `Flaghoist`. */
export interface Principal {
  readonly kind: 'member' | 'access' | 'system';
  readonly id: string;
  readonly key: string | null;
  readonly name: string;
}
