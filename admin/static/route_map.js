// The map of a route: a plain pane with the kitchen, the stops and the line between them; nothing is fetched.
// It is for the eye and the mouse: whoever goes by the keyboard has the same stops in the table.
(() => {
  "use strict";
  const pane = document.getElementById("map");
  const drawing = JSON.parse(document.getElementById("drawing").textContent);
  const map = L.map(pane, { attributionControl: false, zoomSnap: 0.25, scrollWheelZoom: false });
  map.attributionControl?.setPrefix(false);
  const line = [drawing.kitchen, ...drawing.stops.map((stop) => stop.at), drawing.kitchen];
  L.polyline(line, { className: "way", weight: 3, interactive: false }).addTo(map);
  const icon = (name, text) => L.divIcon({ className: "pin " + name, html: String(text), iconSize: [28, 28] });
  L.marker(drawing.kitchen, { icon: icon("kitchen", "⌂"), keyboard: false, interactive: false }).addTo(map);
  for (const stop of drawing.stops) {
    const words = pane.dataset.stop.replace("{number}", stop.n);
    L.marker(stop.at, { icon: icon(stop.state, stop.n), keyboard: false, title: words })
      .addTo(map)
      .on("click", () => show(document.getElementById(`stop-${stop.id}`)));
  }
  // The stops fill the pane; the kitchen may lie far from them, and the line leads to it.
  const seen = drawing.stops.length > 1 ? drawing.stops.map((stop) => stop.at) : line;
  map.fitBounds(L.latLngBounds(seen).pad(0.08), { animate: false, maxZoom: 17 });

  function show(row) {
    row.scrollIntoView({ block: "center" });
    row.focus({ preventScroll: true });
  }
})();
