export { aCondition, aFlag, aRule, aSegment, aSegmentCondition, aSegmentRule, aServe, aTombstone, off, on } from './definitions';
export { anEndUser } from './end-users';
