/** Shows the photo sharp while it grows out of its tile. PhotoSwipe alone waits for the end of its animation. */

/** @param {import("../vendor/photoswipe/photoswipe.esm.min.js").default} pswp */
export function sharpenWhileOpening(pswp) {
  pswp.on("openingAnimationStart", async () => {
    const slide = pswp.currSlide;
    const image = slide?.content.element;
    if (!(image instanceof HTMLImageElement)) return;
    const isDecoded = await image.decode().then(
      () => true,
      () => false,
    );
    const isNeeded = pswp.opener.isOpening && image === slide?.content.element && !image.parentNode;
    if (isDecoded && isNeeded) slide.container.append(image);
  });
}
