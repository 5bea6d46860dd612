/**
 * Defines a suite that needs something of the machine. Where that is missing the run lists it with the reason; with
 * REQUIRE_ALL=true, as in CI, it fails instead. `missing` answers the reason, or undefined when all is there.
 */
export function describeWith(what: string, missing: () => string | undefined, define: () => void): void {
  const reason = missing();
  if (reason === undefined) {
    describe(what, define);
    return;
  }
  it(`did not run: ${what} (${reason})`, () => {
    if (process.env.REQUIRE_ALL === 'true') throw new Error(`REQUIRE_ALL is set and ${what} cannot run: ${reason}`);
  });
}
