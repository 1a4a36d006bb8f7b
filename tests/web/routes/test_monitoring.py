from dataclasses import replace
from types import SimpleNamespace

from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from maskapp.web.app import make_app


def test_health_says_nothing_but_that_the_watcher_lives(client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_server_whose_watcher_has_ended_is_ill(site) -> None:
    ill = replace(site, watcher=SimpleNamespace(is_alive=False))
    answer = TestClient(make_app(ill), base_url="http://127.0.0.1").get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"")


def test_prometheus_reads_the_figures(client) -> None:
    client.get("/api/state", headers={"Host": "evil.example"})
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert families["maskapp_requests_refused"].samples[0].labels == {"status": "421"}
    assert "maskapp_frames_processed" in families
    streams = families["maskapp_streams_open"].samples
    assert {sample.labels["kind"] for sample in streams} == {"pictures", "state", "cameras"}
