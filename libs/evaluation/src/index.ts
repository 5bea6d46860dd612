export type * from './definitions';
export type * from './environment-items';

export { EndUser, type CustomProperty, type EndUserInput } from './end-user';
export { MalformedFlag, MalformedSegment } from './malformed';

export { compileFlag } from './compile-flag';
export { compileSegment, type CompiledSegment } from './compile-segment';
export type { Answers, CompiledFlag, Evaluation, Reason } from './compiled';
export { evaluate } from './evaluate';
export { matchReason } from './match-reason';

export { affectedFlags, compileEnvironment, recompile, type ChangedKeys, type CompiledEnvironment } from './environment';
export type { EnvironmentDefinitions } from './environment-node';
export type { Standing } from './standing';
export { evaluateAll, evaluateOne, evaluateSome } from './evaluate-environment';

export { IN_SEGMENT, isSegmentCondition, NOT_IN_SEGMENT, segmentIdsOf } from './conditions';
export { flagDependencies, segmentDependencies, type Dependencies } from './dependencies';
export { cycleThrough, topologicalOrder, type Component, type Requirements } from './graph';
export { isOperator, OPERATORS, twinOf, type Operator } from './operators';
export { operandFault } from './operand';
export { rolloutOf, TOTAL_WEIGHT, type Weight } from './rollout';
export { bucketOf } from './bucketing';
