export { aCondition, aFlag, aRule, aSegment, aSegmentCondition, aServe, aTombstone, off, on } from './definitions';
export { anEndUser } from './end-users';
