/** What an operator has to change before we can start: its message is one complete line, shown without a stack. */
export class CannotStart extends Error {}
