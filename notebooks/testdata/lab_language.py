"""Opens a notebook of five cells in a real JupyterLab or Notebook 7 in headless Chromium and
looks at what the language does there: colours, the completion list, a diagnostic with its
caret, a summary table; of Go, the traceback of a panic and the tooltip of a func.

    lab_language.py URL PATH SCREENSHOT_DIR

URL holds the token; PATH is what stands before it, such as lab/tree/n.ipynb. Prints one
JSON object: the texts of the coloured spans of the first cell, the text of its table, the
diagnostic of the second cell, the completion list in the third, the traceback of the fourth
and the tooltip in the fifth.
"""

import json
import sys
from pathlib import Path

from labpage import ARGS, chromium
from playwright.sync_api import sync_playwright

COLOURED = "() => [...document.querySelector('.jp-CodeCell .cm-content').querySelectorAll('.cm-line > span')].map(s => s.innerText)"


def main():
    url, path, shots = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    shots.mkdir(parents=True, exist_ok=True)
    base, token = url.split("?")
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium(), args=ARGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(f"{base}{path}?{token}", wait_until="domcontentloaded")
        page.wait_for_selector(".jp-CodeCell .cm-line > span", timeout=60_000)
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=60_000)
        page.wait_for_timeout(1500)
        coloured = page.evaluate(COLOURED)

        cell = page.locator(".jp-CodeCell").first
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+Home")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".jp-CodeCell .jp-OutputArea-output table", timeout=60_000)
        page.wait_for_timeout(500)
        page.screenshot(path=shots / "summary.png")
        table = cell.locator(".jp-OutputArea-output table").first.inner_text()

        wrong = page.locator(".jp-CodeCell").nth(1)
        wrong.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        wrong.locator(".jp-OutputArea-output", has_text="AO0").first.wait_for(timeout=60_000)
        page.wait_for_timeout(500)
        diagnostic = wrong.locator(".jp-OutputArea-output").first.inner_text()
        page.screenshot(path=shots / "diagnostic.png")

        page.locator(".jp-CodeCell").nth(2).locator(".cm-content").click()
        page.keyboard.press("Control+End")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("End")
        page.keyboard.type(" ")
        page.keyboard.press("Tab")
        page.wait_for_selector(".jp-Completer:not(.lm-mod-hidden) .jp-Completer-item", timeout=20_000)
        page.wait_for_timeout(700)
        items = page.evaluate("() => [...document.querySelectorAll('.jp-Completer .jp-Completer-item')].map(e => e.innerText)")
        page.screenshot(path=shots / "completion.png")
        page.keyboard.press("Escape")

        panics = page.locator(".jp-CodeCell").nth(3)
        panics.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        panics.locator(".jp-OutputArea-output", has_text="panic").first.wait_for(timeout=60_000)
        panics.scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        traceback = panics.locator(".jp-OutputArea-output").first.inner_text()
        page.screenshot(path=shots / "traceback.png")

        page.locator(".jp-CodeCell").nth(4).locator(".cm-content").click()
        page.keyboard.press("Control+End")
        page.keyboard.press("Shift+Tab")
        page.wait_for_selector(".jp-Tooltip", timeout=20_000)
        page.wait_for_timeout(700)
        tooltip = page.locator(".jp-Tooltip").first.inner_text()
        page.screenshot(path=shots / "inspection.png")
        print(json.dumps({"coloured": coloured, "table": table, "diagnostic": diagnostic, "completion": items,
                          "traceback": traceback, "tooltip": tooltip}))
        browser.close()


if __name__ == "__main__":
    main()
