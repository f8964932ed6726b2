// The map of a route: a plain pane with the kitchen, the stops and the line between them; nothing is fetched.
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
    L.marker(stop.at, { icon: icon(stop.state, stop.n), alt: words, title: words })
      .addTo(map)
      .on("click", () => show(document.getElementById(`stop-${stop.id}`)));
  }
  map.fitBounds(L.latLngBounds(line).pad(0.08), { animate: false });

  function show(row) {
    row.scrollIntoView({ block: "center" });
    row.focus({ preventScroll: true });
  }
})();
