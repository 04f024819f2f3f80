/** Calls `draw` as often as it is worth while, until the function that is returned is called. */
export function whileRunning(draw: () => void): () => void {
  // Who has asked for less motion gets a picture now and then, and no smooth growth.
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    const timer = setInterval(draw, 500);
    return () => {
      clearInterval(timer);
    };
  }
  let frame = requestAnimationFrame(function next() {
    draw();
    frame = requestAnimationFrame(next);
  });
  return () => {
    cancelAnimationFrame(frame);
  };
}
