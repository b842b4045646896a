"""Makes the README's pictures from examples/: `make pictures` (needs Chromium)."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "images"
MOST = 150_000
"""Bytes that a picture may have."""
SIZE = {"width": 1200, "height": 760}
PICTURES = {
    "version.png": "/policy/orrery.example/privacy-policy/2022-09-15#text",
    "company.png": "/company/orrery.example",
}


def main() -> None:
    """Build the graph, serve it, take the pictures. Exits with a message where one is too large."""
    run = [sys.executable, "-m", "practicegraph.cli"]
    with tempfile.TemporaryDirectory() as folder:
        policies = sorted((ROOT / "examples").glob("*.example"))
        subprocess.run([*run, "build", *policies, "--store", folder], check=True)
        command = [*run, "serve", "--store", folder, "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
            try:
                assert server.stdout is not None
                found = re.search(r"http://\S+", server.stdout.readline())
                if not found:
                    sys.exit("the server did not start")
                with sync_playwright() as driver:
                    chromium = shutil.which("chromium") or driver.chromium.executable_path
                    browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                    take(browser, found[0])
                    browser.close()
            finally:
                server.terminate()


def take(browser: Browser, address: str) -> None:
    """Write the pictures of pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, path in PICTURES.items():
        page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
        page.goto(address + path, wait_until="networkidle")
        target = FOLDER / name
        page.screenshot(path=target, animations="disabled")
        size = target.stat().st_size
        print(f"{target.relative_to(ROOT)}  {size // 1000} KB")
        if size > MOST:
            sys.exit(f"{name} has more than {MOST // 1000} KB")


if __name__ == "__main__":
    main()
