export * from './actions';
export * from './authorization';
export type * from './caller';
export * from './declarations';
export * from './object-of';
export * from './access-control.module';
