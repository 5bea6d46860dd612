/** A connection that can never be let in: closed with 4003, after which its SDK stays away. The message goes with the close frame. */
export class Rejected extends Error {
  override readonly name = 'Rejected';
}
