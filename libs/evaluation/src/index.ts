export type * from './definitions';
export type * from './environment-items';
