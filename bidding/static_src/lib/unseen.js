// Characters that no text of a bid may hold, docs/spec/bid.md.

/** No control characters, and none that change the order of reading: what is announced is what is seen. */
export const UNSEEN = "\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff\\ud800-\\udfff";
export const HAS_UNSEEN = new RegExp(`[${UNSEEN}]`, "u");
