export * from './persistence.config';
export * from './persistence-migrations';
export * from './persistence.module';
