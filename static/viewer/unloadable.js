/** What the viewer shows instead of a photo that can't be loaded: its thumbnail and a message. */

import { OFFLINE, UNLOADABLE } from "../text/viewer.js";
import { element } from "../ui/elements.js";

/** @param {import("../vendor/photoswipe/photoswipe.esm.min.js").default} pswp */
export function showUnloadable(pswp) {
  pswp.addFilter("contentErrorElement", (_, { data: { msrc, alt } }) => {
    const thumbnail = msrc ? [element("img", { src: msrc, alt })] : [];
    const message = element("p", { role: "alert" }, navigator.onLine ? UNLOADABLE : OFFLINE);
    return element("div", { className: "unloadable" }, ...thumbnail, message);
  });
  pswp.events.add(
    window,
    "online",
    () => pswp.currSlide?.content.isError() && pswp.refreshSlideContent(pswp.currIndex),
    false,
  );
}
