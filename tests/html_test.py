#!/usr/bin/env python3
"""Opens report pages in headless Chromium without a network and uses their controls as a reader would.

SEXTANT_CHROMIUM       the browser; else `chromium` on PATH; without one every test is skipped with a sentence
SEXTANT_HTML           pages to open, separated by colons; else
SEXTANT_REPORT_SAMPLE  the program report_sample, which writes a page with every kind of part
SEXTANT_BINARY         the program, which then adds its gallery and the report of a small comparison

Speaks the DevTools protocol through the browser's pipe (JSON texts, each ended by a NUL); standard library only.
"""

import json
import os
import pathlib
import select
import shutil
import subprocess
import tempfile
import time
import unittest

TIMEOUT_S = 30


class Browser:
    """One headless browser, and messages to it."""

    def __init__(self, program, profile):
        to_read, self._out = os.pipe()
        self._in, to_write = os.pipe()
        flags = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-extensions", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe",
            "--host-resolver-rules=MAP * ~NOTFOUND", "--window-size=1000,900", f"--user-data-dir={profile}",
        ]
        # The browser reads from descriptor 3 and writes to 4: the shell puts the pipes there.
        shell = ["sh", "-c", f'exec "$0" "$@" 3<&{to_read} 4>&{to_write}', program, *flags]
        self._process = subprocess.Popen(shell, pass_fds=(to_read, to_write), stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self._buffer, self._id, self.events = b"", 0, []

    def close(self):
        os.close(self._out)
        os.close(self._in)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _message(self, deadline):
        while b"\0" not in self._buffer:
            if not select.select([self._in], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError(f"the browser said nothing for {TIMEOUT_S} s")
            received = os.read(self._in, 1 << 16)
            if not received:
                raise ConnectionError("the browser closed its pipe")
            self._buffer += received
        text, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, session=None, **parameters):
        """The result of one command; events that come meanwhile are kept."""
        self._id += 1
        message = {"id": self._id, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + TIMEOUT_S
        while True:
            answer = self._message(deadline)
            if answer.get("id") != self._id:
                self.events.append(answer)
            elif "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']}")
            else:
                return answer["result"]

    def wait_for(self, method, session):
        deadline = time.monotonic() + TIMEOUT_S
        while not any(e.get("method") == method and e.get("sessionId") == session for e in self.events):
            self.events.append(self._message(deadline))


class Page:
    """One page in a tab of its own, with what happened in it."""

    def __init__(self, browser, path, script=True):
        self._browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setScriptExecutionDisabled", value=not script)
        self.url = pathlib.Path(path).resolve().as_uri()
        self.call("Page.navigate", url=self.url)
        browser.wait_for("Page.loadEventFired", self._session)

    def call(self, method, **parameters):
        return self._browser.call(method, self._session, **parameters)

    def events(self, method):
        return [e["params"] for e in self._browser.events
                if e.get("sessionId") == self._session and e.get("method") == method]

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def _middle(self, element, right=0.5, down=0.5):
        """Where a part of an element lies in the window, after scrolling to it and two frames for that to be over."""
        return self.value(f"(async () => {{ const e = {element}; "
                          f"e.scrollIntoView({{block: 'center', behavior: 'instant'}});"
                          f"for (const _ of [1, 2]) await new Promise(requestAnimationFrame);"
                          f"const b = e.getBoundingClientRect();"
                          f"return {{x: b.left + {right} * b.width, y: b.top + {down} * b.height}}; }})()")

    def hover(self, element, right=0.5, down=0.5):
        self.call("Input.dispatchMouseEvent", type="mouseMoved", **self._middle(element, right, down))

    def click(self, element):
        place = self._middle(element)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key)

    def said(self):
        """What the tool tip says; None while it is hidden."""
        return self.value("document.getElementById('tip').hidden ? null : document.getElementById('tip').textContent")


def find_browser():
    named = os.environ.get("SEXTANT_CHROMIUM")
    return shutil.which(named) if named else shutil.which("chromium")


def find_pages(folder):
    named = os.environ.get("SEXTANT_HTML")
    if named:
        return named.split(":")
    sample = os.environ.get("SEXTANT_REPORT_SAMPLE")
    if not sample:
        return []
    subprocess.run([sample, folder], check=True)
    return [os.path.join(folder, "sample.html"), *real_pages(folder, os.environ.get("SEXTANT_BINARY"))]


def real_pages(folder, program):
    """The gallery and the report of a small comparison, as the program writes them."""
    if not program:
        return []
    gallery, runs = os.path.join(folder, "gallery.html"), os.path.join(folder, "runs")
    for words in (["encodings", "gallery", "-o", gallery],
                  ["compare", "--data", "builtin:shakespeare", "--pos", "rope", "--pos", "alibi", "--length", "16",
                   "--lengths", "16,32", "--steps", "4", "--seeds", "2", "--channels", "16", "--heads", "2",
                   "--layers", "1", "--test-tokens", "512", "--runs", runs, "--run", "page"]):
        subprocess.run([program, *words, "-q"], check=True, stdout=subprocess.DEVNULL)
    return [gallery, os.path.join(runs, "page", "report.html")]


class HtmlTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        program = find_browser()
        if not program:
            raise unittest.SkipTest("no browser: install chromium or set SEXTANT_CHROMIUM")
        folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)  # the browser may still be writing
        cls.pages = find_pages(folder)
        if not cls.pages:
            raise unittest.SkipTest("no page: set SEXTANT_HTML or SEXTANT_REPORT_SAMPLE")
        cls.browser = Browser(program, os.path.join(folder, "profile"))
        cls.addClassCleanup(cls.browser.close)

    def each(self, script=True):
        """The pages, each opened when its turn comes: a tab in the background draws no frames."""
        return (Page(self.browser, path, script) for path in self.pages)

    def test_every_part_is_drawn_without_an_error(self):
        for page in self.each():
            self.assertTrue(page.value("document.querySelector('h1').textContent"))
            self.assertEqual(page.value("document.title"), page.value("document.querySelector('h1').textContent"))
            self.assertEqual(page.events("Runtime.exceptionThrown"), [])
            self.assertEqual(page.events("Log.entryAdded"), [])
            self.assertTrue(page.value("[...document.querySelectorAll('.plot > svg, .heat > svg')].every("
                                       "picture => picture.getBoundingClientRect().height > 100)"))

    def test_foreign_text_never_runs(self):
        for page in self.each():
            self.assertEqual(page.events("Page.javascriptDialogOpening"), [])
            scripts = page.value("[...document.scripts].filter(s => s.type !== 'application/json').length")
            self.assertEqual(scripts, 1)

    def test_nothing_but_the_page_itself_is_requested(self):
        for page in self.each():
            urls = [event["request"]["url"] for event in page.events("Network.requestWillBeSent")]
            self.assertEqual([url for url in urls if not url.startswith("data:")], [page.url])

    def test_the_policy_forbids_loading(self):
        for page in self.each():
            refused = page.value("new Promise(done => { addEventListener('securitypolicyviolation', e => done("
                                 "e.effectiveDirective)); new Image().src = 'https://example.org/x.png'; })")
            self.assertEqual(refused, "img-src")

    def test_a_click_on_a_heading_sorts_and_a_second_one_turns_round(self):
        for page in self.each():
            if not page.value("!!document.querySelector('figure > .scroll > table.sortable')"):
                continue
            table = "document.querySelector('figure > .scroll > table.sortable')"
            column = page.value(f"[...{table}.querySelectorAll('th')].findLastIndex(h => h.className === 'n')")
            head = f"{table}.querySelectorAll('th')[{column}]"
            cells = f"[...{table}.tBodies[0].rows].map(r => r.cells[{column}].dataset.v).filter(v => v).map(Number)"
            page.click(head + ".querySelector('button')")
            self.assertEqual(page.value(head + ".getAttribute('aria-sort')"), "ascending")
            numbers = page.value(cells)
            self.assertEqual(numbers, sorted(numbers))
            page.click(head + ".querySelector('button')")
            self.assertEqual(page.value(cells), sorted(numbers, reverse=True))

    def test_a_key_of_the_legend_switches_its_curve(self):
        for page in self.each():
            if not page.value("!!document.querySelector('.keys button')"):
                continue
            button = "document.querySelector('.keys button')"
            curve = button + ".closest('figure').querySelector('g.series[data-series=\"0\"]')"
            shown = f"getComputedStyle({curve}).display !== 'none'"
            self.assertTrue(page.value(shown))
            page.click(button)
            self.assertEqual(page.value(button + ".getAttribute('aria-pressed')"), "false")
            self.assertFalse(page.value(shown))
            page.click(button)
            self.assertTrue(page.value(shown))

    def test_pointer_and_arrow_keys_name_the_points_of_a_chart(self):
        for page in self.each():
            if not page.value("!!document.querySelector('.plot .spot')"):
                continue
            page.hover("document.querySelector('.plot .spot')")
            self.assertEqual(page.said(), page.value("document.querySelector('.plot .spot title').textContent"))
            page.value("document.querySelector('.plot').focus()")
            first = page.said()
            page.press("ArrowRight")
            self.assertNotEqual(page.said(), first)
            page.press("ArrowLeft")
            self.assertEqual(page.said(), first)
            page.press("Escape")
            self.assertIsNone(page.said())

    def test_pointer_and_arrow_keys_name_the_cells_of_a_heat_map(self):
        for page in self.each():
            if not page.value("!!document.querySelector('canvas')"):
                continue
            canvas = "document.querySelector('canvas')"
            data = json.loads(page.value("document.querySelector('figure.map .data').textContent"))
            first = data["rows"]["names"][0] if "names" in data["rows"] else data["rows"]["first"]
            page.hover(canvas, 0.0005, 0.0005)
            said = page.said()
            self.assertIn(f"{data['rows']['label']} {first}, {data['columns']['label']} ", said)
            page.value(canvas + ".focus()")
            page.press("ArrowRight")
            self.assertNotEqual(page.said(), said)
            colours = page.value("(() => { const c = document.querySelector('canvas'); return new Set(new Uint32Array("
                                 "c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size; })()")
            self.assertGreaterEqual(colours, 1 if data["low"] == data["high"] else 2)

    def test_the_canvas_covers_the_frame_that_the_axes_leave(self):
        for page in self.each():
            if not page.value("!!document.querySelector('canvas')"):
                continue
            off = page.value("(() => { const f = document.querySelector('figure.map'), c = f.querySelector('canvas')"
                             ".getBoundingClientRect(), b = f.querySelector('svg polyline').getBoundingClientRect();"
                             "return Math.max(Math.abs(c.left - b.left), Math.abs(c.right - b.right),"
                             "Math.abs(c.top - b.top), Math.abs(c.bottom - b.bottom)); })()")
            self.assertLess(off, 2)

    def test_without_script_the_numbers_stand_in_tables(self):
        for page in self.each(script=False):
            maps, tables = page.value("[document.querySelectorAll('figure.map').length,"
                                      "document.querySelectorAll('noscript table').length]")
            self.assertEqual(maps, tables)
            self.assertFalse(page.value("document.documentElement.classList.contains('js')"))
            self.assertTrue(page.value("[...document.querySelectorAll('.tools')].every("
                                       "t => getComputedStyle(t).display === 'none')"))


if __name__ == "__main__":
    unittest.main()
