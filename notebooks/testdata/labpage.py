"""A notebook in a real JupyterLab in headless Chromium: what the programs beside this one
have in common."""

import shutil
import sys

from playwright.sync_api import TimeoutError

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"]


def chromium():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    sys.exit("no Chromium on PATH")


def opened(p, url, notebook, width, height):
    """The browser and its page, with the notebook open and its kernel idle."""
    browser = p.chromium.launch(executable_path=chromium(), args=ARGS)
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(f"{url.split('?')[0]}lab/tree/{notebook}?reset&{url.split('?')[1]}", wait_until="domcontentloaded")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=60_000)
    return browser, page


def run_all(page, shots):
    """Starts all cells by the menu."""
    for _ in range(5):  # the page may still be settling when the menu is first opened
        page.wait_for_timeout(1500)
        page.keyboard.press("Escape")
        page.get_by_text("Run", exact=True).first.click()
        page.get_by_text("Run All Cells", exact=True).click()
        try:
            page.wait_for_function("() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].some(e => /[0-9*]/.test(e.innerText))", timeout=8_000)
            return
        except TimeoutError:
            page.screenshot(path=shots / "not-started.png")
    sys.exit("the cells did not start to run")
