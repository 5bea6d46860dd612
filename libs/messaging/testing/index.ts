/** For other rooms' specs: a bus without a server. Nothing else may reach it. */
export { BusReport } from '../src/bus-report';
export * from '../src/memory/memory-message-bus';
