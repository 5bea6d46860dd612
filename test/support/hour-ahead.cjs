'use strict';

/** Preloaded: a process whose clock is an hour fast. What measures durations is as it was. */
const AHEAD_MS = 3_600_000;
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + AHEAD_MS);
    else super(...given);
  }

  static now() {
    return RealDate.now() + AHEAD_MS;
  }
};
