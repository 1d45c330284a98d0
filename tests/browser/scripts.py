"""Scripts that look at the page from inside the browser."""

from __future__ import annotations

PIXELS = """
  const c = document.querySelector('.gz-pane[data-pane=PANE] canvas');
  const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"""


def colours_of(pane: str = "B") -> str:
    """Counts the pixels of each colour of a map's points, by "red,green,blue"."""
    return (
        "() => {"
        + PIXELS.replace("PANE", pane)
        + """
  const seen = {};
  for (let i = 0; i < d.length; i += 4) {
    if (!d[i + 3]) continue;
    const key = [d[i], d[i + 1], d[i + 2]].join();
    seen[key] = (seen[key] || 0) + 1;
  }
  return seen; }"""
    )


A_POINT = (
    "() => {"
    + PIXELS.replace("PANE", "B")
    + """
  for (let i = Math.floor(c.width * c.height * 0.5); i < c.width * c.height; i++)
    if (d[4 * i + 3]) return [(i % c.width) / c.width, Math.floor(i / c.width) / c.height]; }"""
)
"""Where one point of the map lies, as parts of its width and height."""

NAMELESS = """() => {
  const controls = ['button', 'input', 'select', 'textarea', 'summary', '[role=img]', '[role=button]'];
  const all = [...document.querySelectorAll(controls.map(c => '.gz-page ' + c).join(', '))];
  const field = e => ['INPUT', 'SELECT', 'TEXTAREA'].includes(e.tagName);
  const named = e => e.getAttribute('aria-label') || (!field(e) && (e.textContent || '').trim())
    || (e.labels && [...e.labels].some(l => l.textContent.trim()));
  return all.filter(e => (e.offsetParent !== null || e instanceof SVGElement) && !named(e))
    .map(e => e.outerHTML.slice(0, 120)); }"""
"""Controls without a name for a screen reader."""

CONTRAST = """() => {
  const part = x => { x /= 255; return x <= 0.03928 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4); };
  const light = c => 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
  const rgb = s => s.match(/[\\d.]+/g).map(Number);
  const poor = []; let looked = 0;
  for (const e of document.querySelectorAll('.gz-page *')) {
    const says = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (e instanceof SVGElement || e.offsetParent === null || e.disabled || !says) continue;
    looked++;
    let ground = [255, 255, 255];
    for (let b = e; b; b = b.parentElement) {
      const c = rgb(getComputedStyle(b).backgroundColor);
      if (c.length < 4 || c[3] > 0.5) { ground = c; break; }
    }
    const a = light(rgb(getComputedStyle(e).color)), g = light(ground);
    const ratio = (Math.max(a, g) + 0.05) / (Math.min(a, g) + 0.05);
    if (ratio < 4.5) poor.push(ratio.toFixed(2) + ' ' + e.className + ' ' + e.textContent.trim().slice(0, 30));
  }
  return {poor, looked}; }"""
"""Texts whose contrast with their ground is below 4.5 (WCAG 2.1, criterion 1.4.3), and how many were looked at."""
