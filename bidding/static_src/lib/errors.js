// What can be wrong with things that came from elsewhere; apart, so that pages can name them without the cryptography.

/** Not a sealed object, or one of another place. */
export class NotSealed extends Error {}

/** Signed, but not by these bytes' key. */
export class BadSignature extends Error {}

/** A sound answer to something else. */
export class WrongAnswer extends Error {}

/** A bid that another key signed than those at hand. */
export class OtherSigner extends Error {}
