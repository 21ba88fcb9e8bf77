// The hall's socket: follows the ledger by seq, and comes back with the last one it saw.

/**
 * @typedef {{seq: number, type: string, at: string, stage?: string, bidder?: string, name?: string, [field: string]: unknown}} HallEvent
 * @typedef {{seq: number, now: string, speed: number, events?: HallEvent[]}} Frame
 * @typedef {"live" | "waiting" | "lost"} ConnectionState
 */

const NO_SUCH_HALL = 4404;
const TOO_OLD = 4410;
const PING = 20_000;
const SILENCE = 45_000;
const LONGEST_PAUSE = 15_000;

export class Connection {
  #url;
  #seq;
  #attempt = 0;
  #heard = 0;
  #pings = 0;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #onFrame;
  #onState;

  /** @param {string} url @param {number} seq @param {(frame: Frame, fresh: HallEvent[]) => void} onFrame @param {(state: ConnectionState) => void} onState */
  constructor(url, seq, onFrame, onState) {
    this.#url = url;
    this.#seq = seq;
    this.#onFrame = onFrame;
    this.#onState = onState;
  }

  start() {
    this.#open();
    setInterval(() => this.#beat(), PING);
    addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
  }

  #open() {
    this.#onState(this.#attempt > 2 ? "lost" : "waiting");
    const url = new URL(this.#url, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("since", String(this.#seq));
    const socket = (this.#socket = new WebSocket(url));
    this.#heard = performance.now();
    socket.onmessage = ({ data }) => this.#take(JSON.parse(data));
    socket.onclose = ({ code }) => this.#closed(socket, code);
  }

  /** @param {Frame} frame Events that were seen before are dropped: a frame may be sent twice around a reconnection. */
  #take(frame) {
    this.#heard = performance.now();
    this.#attempt = 0;
    this.#onState("live");
    const fresh = (frame.events ?? []).filter((event) => event.seq > this.#seq);
    this.#seq = Math.max(this.#seq, frame.seq, ...fresh.map((event) => event.seq));
    this.#onFrame(frame, fresh);
  }

  /** @param {WebSocket} socket @param {number} code */
  #closed(socket, code) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    if (code === TOO_OLD) return location.reload();
    if (code === NO_SUCH_HALL) return this.#onState("lost");
    const pause = Math.min(LONGEST_PAUSE, 500 * 2 ** this.#attempt++);
    this.#onState(this.#attempt > 2 ? "lost" : "waiting");
    // Spread out: a platform that restarts is met by all watchers at once.
    this.#timer = setTimeout(() => this.#open(), pause * (0.5 + Math.random()));
  }

  #beat() {
    const socket = this.#socket;
    if (!socket) return;
    if (performance.now() - this.#heard > SILENCE) {
      // close() of a dead connection can take a minute to be heard.
      this.#closed(socket, 0);
      socket.close();
    } else if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ ping: ++this.#pings }));
  }

  #hurry() {
    if (this.#socket) return;
    clearTimeout(this.#timer);
    this.#attempt = 0;
    this.#open();
  }
}
