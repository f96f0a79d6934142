"""Runs a notebook in a real JupyterLab in headless Chromium, moves its slider while a cell
runs and while none does, presses its button, and looks at the page.

    lab_widgets.py URL NOTEBOOK SCREENSHOT_DIR

Prints one JSON object of what the page shows. Leaves widgets.png in SCREENSHOT_DIR.
"""

import json
import sys
from pathlib import Path

from labpage import opened, run_all
from playwright.sync_api import sync_playwright

PICTURE = "() => { const i = document.querySelector('.widget-image'); return i ? [i.naturalWidth, i.naturalHeight, i.src] : null }"


def main():
    url, notebook, shots = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    shots.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as p:
        browser, page = opened(p, url, notebook, 1100, 900)
        run_all(page, shots)
        page.wait_for_selector(".widget-slider .noUi-handle", timeout=60_000)
        page.wait_for_function("() => document.body.innerText.includes('waiting for the slider')", timeout=60_000)

        def press(times):  # the arrow keys move a slider by its step
            page.locator(".widget-slider .noUi-handle").first.focus()
            for _ in range(times):
                page.keyboard.press("ArrowRight")
                page.wait_for_timeout(80)

        before = page.evaluate(PICTURE)
        press(3)  # the last cell loops until the slider has moved
        page.wait_for_function("() => document.body.innerText.includes('the slider has moved')", timeout=20_000)
        page.wait_for_timeout(500)
        running = page.evaluate(PICTURE)
        press(3)
        page.locator("button.widget-button").first.click()
        page.wait_for_function("() => [...document.querySelectorAll('.widget-html')].some(e => e.innerText.includes('pressed 1 time'))", timeout=20_000)
        page.wait_for_timeout(500)
        idle = page.evaluate(PICTURE)
        page.set_viewport_size({"width": 1100, "height": 1100})
        page.wait_for_timeout(500)
        page.screenshot(path=shots / "widgets.png")
        print(json.dumps({
            "picture": before[:2], "moved_while_running": running[2] != before[2], "moved_while_idle": idle[2] != running[2],
            "bars": page.locator(".jupyter-widgets .progress-bar").count(),
            "broken": page.locator(".jupyter-widgets-error-widget").count(),
            "readout": page.locator(".widget-readout").first.inner_text(),
            "errors": page.evaluate("() => [...document.querySelectorAll('[data-mime-type=\"application/vnd.jupyter.error\"]')].map(e => e.innerText)"),
        }))
        browser.close()


if __name__ == "__main__":
    main()
