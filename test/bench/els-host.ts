import { aCondition, aFlag, aRule, aServe } from '@app/evaluation/testing';
import type { EnvironmentChanged } from '@app/protocol';
import { ElsInProcess } from '../support/els/els-in-process';
import { answer, microseconds } from './child';
import { cpuUsed, used } from './used';

/** The rooms of els alone in a process, over a model in memory: what is measured is els and no database. */
let els: ElsInProcess;
let environment: ReturnType<ElsInProcess['model']['add']>;
let changes = 0;
let valueBytes = 0;

export interface ElsHost {
  readonly address: string;
  readonly secrets: { readonly server: string; readonly client: string };
}

/** `bytes`: of each flag's value. */
async function start(flags: number, bytes: number): Promise<ElsHost> {
  els = await ElsInProcess.start({ level: 'warn' });
  environment = els.model.add();
  valueBytes = bytes;
  environment.commit(Array.from({ length: flags }, (_, n) => ['flag', `flag-${n}`, flag(`flag-${n}`)] as const));
  return { address: els.url, secrets: environment.secrets };
}

/** A roll-out behind a rule; each change serves otherwise. */
function flag(key: string) {
  return aFlag({
    key,
    variations: [
      { id: 'on', name: 'On', value: 'n'.repeat(valueBytes) },
      { id: 'off', name: 'Off', value: 'f' },
    ],
    rules: [aRule('Staff', [aCondition('email', 'EndsWith', '@corp.example')])],
    fallthrough: aServe([
      { id: 'on', rollout: [0, changes % 2 === 0 ? 0.3 : 0.7], exptRollout: 1 },
      { id: 'off', rollout: [changes % 2 === 0 ? 0.3 : 0.7, 1], exptRollout: 1 },
    ]),
  });
}

/** One flag, as the hint about it arrives. `cpu`: what was used before, µs. */
function change(): { startedAt: number; cpu: number } {
  changes += 1;
  const hint: EnvironmentChanged = environment.flag(flag('flag-0'));
  const cpu = cpuUsed();
  const startedAt = microseconds();
  void els.announce(hint);
  return { startedAt, cpu };
}

/** What a server or client SDK is sent: everything, or the last change alone. */
async function sent(type: 'server' | 'client', what: 'everything' | 'the last change'): Promise<string> {
  const path = `/api/public/sdk/${type}/latest-all?timestamp=${what === 'everything' ? 0 : environment.revision - 1}`;
  const answered = await (type === 'server'
    ? els.get(path, environment.secrets.server)
    : els.post(path, { keyId: 'u-1' }, environment.secrets.client));
  return answered.text();
}

answer({ start, change, sent, used, figure: (series: string) => els.figure(series), cpu: cpuUsed });
