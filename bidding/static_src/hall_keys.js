// What people with a key do in the hall; loaded when one of them presses the button.
export { openMyBid, supplyForm } from "./hall/open_bid.js";
export { publishWindowKey } from "./hall/window_key.js";
