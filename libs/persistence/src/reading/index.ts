export * from '../persistence.config';
export * from './reading.module';
