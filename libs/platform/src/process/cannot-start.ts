/** Something the operator has to change before the process can start. Its message says what, complete in itself: it is shown without a stack. */
export class CannotStart extends Error {}
