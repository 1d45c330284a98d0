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

ASTRAY = """() => {
  const seen = e => { const b = e.getBoundingClientRect(), s = getComputedStyle(e);
    return b.width > 1 && b.height > 1 && s.visibility !== 'hidden' && e.offsetParent !== null; };
  const name = e => e.tagName + '.' + e.className + ' ' + (e.textContent || '').trim().slice(0, 30), out = [];
  for (const e of document.querySelectorAll('.gz-page button, .gz-page select, .gz-page input, .gz-page textarea')) {
    if (!seen(e) || e.closest('.gz-wide-table') || e.type === 'file') continue;
    const b = e.getBoundingClientRect();
    if (b.left < 0 || b.right > innerWidth + 0.5) out.push('outside: ' + name(e));
    const frame = e.closest('.gz-pane, .gz-panel, .gz-charts, .gz-bar, .gz-tools').getBoundingClientRect();
    if (b.left < frame.left - 1 || b.right > frame.right + 1) out.push('beyond its panel: ' + name(e));
    if (e.scrollWidth > e.clientWidth + 1 && e.tagName === 'BUTTON') out.push('cut: ' + name(e));
  }
  for (const e of document.querySelectorAll('.gz-page *')) {
    const says = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (e instanceof SVGElement || !says || !seen(e) || e.closest('.gz-wide-table, .gz-box, .gz-sr, option')) continue;
    const s = getComputedStyle(e), b = e.getBoundingClientRect();
    if (['hidden', 'clip'].includes(s.overflowX) && e.scrollWidth > e.clientWidth + 1) out.push('cut: ' + name(e));
    const frame = e.closest('.gz-pane, .gz-panel, .gz-charts, .gz-bar');
    if (frame && b.right > frame.getBoundingClientRect().right + 1) out.push('beyond its panel: ' + name(e));
  }
  return out; }"""
"""Controls outside the window or their panel, and texts that are cut."""

NAMES = """() => {
  const box = document.querySelector('.gz-pane .gz-box').getBoundingClientRect(), met = [], cut = [];
  const placed = e => [e.textContent, e.getBoundingClientRect()];
  const names = [...document.querySelectorAll('.gz-pane .gz-over text')].map(placed);
  const buttons = [...document.querySelectorAll('.gz-pane .gz-zoom button')].filter(e => e.offsetParent).map(placed);
  const apart = (a, b) => a.left >= b.right - 1 || a.top + 2 >= b.bottom - 2;
  const meet = (a, b) => !apart(a, b) && !apart(b, a);
  names.forEach(([text, a], i) => {
    for (const [other, b] of [...names.slice(i + 1), ...buttons]) if (meet(a, b)) met.push(text + ' / ' + other);
    const across = a.left < box.left - 1 || a.right > box.right + 1;
    if (across || a.top < box.top - 3 || a.bottom > box.bottom + 3) cut.push(text);
  });
  return {n: names.length, met, cut}; }"""
"""How many names a map has, which of them meet another or a button, and which the edge cuts."""

FOREIGN = """() => {
  const out = [], walk = document.createTreeWalker(document.querySelector('.gz-page'), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.replace(/\\([^()]*\\)/g, ''), own = walk.currentNode.parentElement;
    if (/[\\u4e00-\\u9fff]/.test(text) && !own.closest('[lang^=zh]:not(html)')) out.push(text);
  }
  return out; }"""
"""Texts with Chinese characters, other than a gloss in brackets, in no element that says it is Chinese."""

FAULTY_TEXT = """
  window.gz_faulty = [];
  new MutationObserver(() => {
    const page = document.querySelector('.gz-page'), said = page ? page.innerText : '';
    const found = said.match(/.*(undefined|null|NaN|\\{\\w+\\}).*/);
    if (found) window.gz_faulty.push(found[0]);
  }).observe(document, {subtree: true, childList: true, characterData: true});"""
"""Remembers every text that a page shows at any time and that only a program would say."""

FRAME = """() => {
  const out = [], all = s => [...document.querySelectorAll(s)];
  const zoom = document.querySelector('meta[name=viewport]').content;
  if (/user-scalable *= *no|maximum-scale/.test(zoom)) out.push('zoom forbidden: ' + zoom);
  if (!/^(en|zh)/.test(document.documentElement.lang)) out.push('no language');
  if (all('main').length !== 1 || all('.gz-page header.gz-bar').length !== 1) out.push('no main part or no banner');
  if (all('h1').length !== 1) out.push('not one h1');
  for (const t of all('[role=tablist]')) if (!t.getAttribute('aria-label')) out.push('nameless list of tabs');
  for (const t of all('.gz-panel [role=tab]')) {
    const panel = document.getElementById(t.getAttribute('aria-controls'));
    if (!panel || panel.getAttribute('aria-labelledby') !== t.id) out.push('no panel for ' + t.id);
  }
  // What is said of a control begins with what stands on it, so that it can be asked for by voice.
  for (const e of all('.gz-page button[aria-label]')) {
    const shown = e.textContent.trim(), named = e.getAttribute('aria-label');
    const same = named.toLowerCase().includes(shown.toLowerCase());
    if (/\\p{L}{2}/u.test(shown) && !same) out.push(named + ' is not ' + shown);
  }
  const inside = e => e.closest('main, header, [role=alertdialog]');
  for (const e of all('.gz-page button, .gz-page select, .gz-page input, .gz-page [tabindex]')) {
    if (!inside(e)) out.push('outside every landmark: ' + e.outerHTML.slice(0, 60));
    if (Number(e.getAttribute('tabindex')) > 0) out.push('an order of its own: ' + e.outerHTML.slice(0, 60));
  }
  for (const e of all('.gz-page *')) {
    const may = ['auto', 'scroll'].includes(getComputedStyle(e).overflowY), more = e.scrollHeight > e.clientHeight + 1;
    if (may && more && e.tabIndex < 0) out.push('scrolls without keys: ' + e.className);
  }
  return out; }"""
"""What is amiss with landmarks, language, tabs, order of focus and letters that may not grow."""
