import { Metrics, createLog } from '@app/platform';
import { BusReport } from '../bus-report';
import type { JobQueue } from '../jobs/job-queue';
import { contractJobOptions, messageBusContract } from '../message-bus.contract';
import { MemoryBroker, MemoryMessageBus } from './memory-message-bus';

const report = () => new BusReport(createLog({ app: 'test', level: 'silent' }), new Metrics('test'));

messageBusContract(
  'Memory',
  async () => {
    const broker = new MemoryBroker(contractJobOptions);
    return {
      open: async () => {
        let dead = false;
        const jobs = new Proxy<JobQueue>(broker.jobs, {
          get: (queue, method: keyof JobQueue) => (dead ? () => Promise.reject(new Error('dead')) : queue[method].bind(queue)),
        });
        return { bus: new MemoryMessageBus(broker, report(), jobs), kill: async () => void (dead = true) };
      },
      setAside: async (topic, scopeId) =>
        broker.jobs.deadLetters
          .filter((one) => one.topic === topic && one.scopeId === scopeId)
          .map(({ body, reason }) => ({ body, reason })),
      hang: async () => async () => {},
      close: async () => {},
    };
  },
  { 'rejects with Unavailable when the server has not answered for 2 s': 'there is no server that could be away' },
);
