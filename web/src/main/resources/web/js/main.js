// @ts-check
/** Wires the page: line, desk, panel, feed, figures. */
import { Api } from "./api.js";
import { Banner } from "./banner.js";
import { Catalogue } from "./catalogue.js";
import { Desk } from "./desk.js";
import { byId } from "./dom.js";
import { Feed } from "./feed.js";
import { gate } from "./gate.js";
import { healthOf, HealthLight } from "./health.js";
import { Link } from "./link.js";
import { Notes } from "./notes.js";
import { Panel } from "./panel.js";
import { Stage } from "./stage.js";
import { Strip } from "./strip.js";
import { askToken } from "./token.js";
import { Tooltip } from "./tooltip.js";

/** A hiccup shorter than this isn't worth dimming the controls. */
const OFFLINE_GRACE_MS = 1500;
const SCHEMA_RETRY_MS = 1500;

const api = new Api();
const stage = new Stage();
const strip = new Strip();
const banner = new Banner();
const notes = new Notes();
const health = new HealthLight();
const image = byId("feed", HTMLImageElement);
const watching = byId("watching", HTMLElement);
new Tooltip();

/** @type {import("./feed.js").FeedStatus} */
let feedStatus = "waiting";
/** @type {import("./types.js").State | null} */
let state = null;
let built = false;
const admitted = gate();
let offlineTimer = 0;

const desk = new Desk((values) => link.patch(values), {
  show: (name, value) => panel.show(name, value),
  refused: (name, refusal) => panel.refuse(name, refusal),
});
const panel = new Panel(desk, async (name) => {
  await api.fetchModel(name);
  await catalogue.refresh();
});
const catalogue = new Catalogue(
  api,
  (models) => panel.showModels(models),
  (layers) => panel.showLayers(layers),
);
const feed = new Feed(image, byId("still", HTMLCanvasElement), (status) => {
  feedStatus = status;
  stage.showFeed(status);
  showHealth();
});
const link = new Link(api, {
  controls: (values) => desk.follow(values),
  state: (news) => {
    state = news;
    strip.show(news);
    banner.show(news);
    notes.show(news);
    stage.showState(news);
    panel.showState(news);
    catalogue.follow(news);
    showHealth();
  },
  status: (status) => {
    stage.showLink(status);
    feed.setOnline(status !== "offline");
    showHealth();
    follow(status);
  },
  // One thing at a time: the notice about flashing comes first.
  askToken: (error) => admitted.then(() => askToken(error)),
});

/** @param {import("./link.js").LinkStatus} status */
function follow(status) {
  window.clearTimeout(offlineTimer);
  watching.hidden = status !== "watching";
  document.body.dataset.link = status;
  if (status === "offline") {
    offlineTimer = window.setTimeout(() => {
      desk.forget();
      enable();
    }, OFFLINE_GRACE_MS);
    return;
  }
  enable();
  if (status !== "connecting") {
    // The server may be another one than before the break, with other controls and models.
    void build();
    void catalogue.refresh();
  }
}

function enable() {
  panel.enable(built && link.status === "online");
}

function showHealth() {
  health.show(healthOf(link.status, feedStatus, state));
}

async function build() {
  try {
    const { controls, values } = await api.controls();
    panel.build(controls);
    built = true;
    desk.follow(values);
    void catalogue.refresh();
    enable();
  } catch (error) {
    console.warn("The controls did not come; asking again.", error);
    window.setTimeout(() => void build(), SCHEMA_RETRY_MS);
  }
}

byId("unlock", HTMLButtonElement).addEventListener("click", () => link.unlock());
showHealth();
link.start();
await admitted;
image.hidden = false;
feed.start(new URLSearchParams(location.search).get("feed") === "snapshots");
