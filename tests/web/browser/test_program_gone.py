"""What the pages that go on say of a program that is gone and comes back, in a real browser."""

from playwright.sync_api import expect

from tests.support.browser import GONE, Pages, drawn_share, hurry_until
from tests.support.serve_process import WebServer


def test_a_program_that_is_gone_is_told_and_found_again(
    own_server: WebServer, pages: Pages
) -> None:
    pages.expected += [GONE, "WebSocket connection to"]
    watch = pages.open_with_clock(own_server.url)
    watch.get_by_role("button", name="Play the demo").click()
    door = pages.open_with_clock(f"{own_server.url}/door")
    judge = pages.open_with_clock(f"{own_server.url}/judge", camera=True)
    judge.get_by_role("button", name="Use my camera").click()
    expect(watch.locator("#picture")).to_be_visible()
    expect(door.locator("body")).to_have_attribute("data-sign", "put_on")
    expect(judge.locator("#faces li")).to_have_count(2)

    own_server.kill()
    expect(watch.locator("#instead-title")).to_have_text("No connection to the program")
    expect(watch.locator("#picture")).to_be_hidden()
    expect(watch.locator("#verdict")).to_be_hidden()
    expect(watch.locator("#instead-countdown")).to_contain_text("Trying again")
    assert drawn_share(watch, "picture") == 0
    expect(door.locator("#note")).to_contain_text("No connection to the program")
    expect(door.locator("body")).to_have_attribute("data-sign", "unavailable")
    gone = f"No connection to 127.0.0.1:{own_server.port}. Trying again"
    expect(judge.locator("#notice")).to_contain_text(gone)
    expect(judge.locator("#verdict")).to_be_hidden()
    assert drawn_share(judge, "boxes") == 0, "old boxes look as if they were judged now"

    own_server.start()
    hurry_until(watch, watch.get_by_role("heading", name="Nothing is open"))
    hurry_until(door, door.get_by_text("No source is open"))
    hurry_until(judge, judge.locator("#faces li").first)
    expect(judge.locator("#faces li")).to_have_count(2)
    expect(judge.locator("#notice")).to_be_hidden()
