// @ts-check
/** Wires the wall: the bare feed for a projector, on its own for weeks. */
import { Api } from "./api.js";
import { byId } from "./dom.js";
import { Feed } from "./feed.js";
import { Link } from "./link.js";
import { Awake } from "./wall/awake.js";
import { Hint } from "./wall/hint.js";
import { Invitation } from "./wall/invitation.js";
import { listenForKeys } from "./wall/keys.js";
import { Options } from "./wall/options.js";
import { restPointer } from "./wall/pointer.js";

/** Nobody is there to press reload: a wall looks for its server this often, however long it was away. */
const LONGEST_WAIT_MS = 1000;
/** A line that died in its sleep gives no error, only silence. The server itself takes up to 5 s for a first picture. */
const LONGEST_PATIENCE_MS = 6000;

const wall = byId("wall", HTMLElement);
const hint = new Hint(byId("hint", HTMLElement));
const options = new Options(wall);
const invitation = options.qr ? new Invitation(byId("invitation", HTMLImageElement), hint) : null;

const feed = new Feed(
  byId("feed", HTMLImageElement),
  byId("still", HTMLCanvasElement),
  (status) => {
    wall.dataset.feed = status;
  },
  { query: options.stream, longestWait: LONGEST_WAIT_MS, longestPatience: LONGEST_PATIENCE_MS },
);
const link = new Link(new Api(), {
  controls: () => {},
  state: () => {},
  status: (status) => {
    const online = status !== "offline";
    document.body.dataset.link = status;
    feed.setOnline(online);
    if (online) {
      invitation?.refresh();
    }
  },
  // A wall changes nothing, so it never has a token to show and asks the public for none.
  askToken: () => new Promise(() => {}),
});

if (options.complaint) {
  hint.show(options.complaint);
}
listenForKeys(wall, options);
restPointer(wall);
new Awake().start();
link.start();
feed.start();
