"""A failed run is told to a webhook and by e-mail, to servers that really listen."""

import json
import threading
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, HTTPServer

import dagster as dg
import pytest
import stamina
from aiosmtpd.controller import Controller
from services.ports import free_port

from arxiv_chunks.errors import BadOptions, ServiceUnavailable
from pipelines.alerts import alerts
from resources.alerts import Alerts


@pytest.fixture(autouse=True)
def _no_waiting():
    with stamina.set_testing(True, attempts=2):
        yield


@contextmanager
def webhook(*statuses):
    """A server that answers with these statuses in turn and then with 200; yields its URL and what it was told."""
    told, answers = [], list(statuses)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answers.pop(0) if answers else 200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/services/secret-path", told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def mail_server():
    """A server that takes e-mail; yields its URL and what it took."""
    taken = []

    class Handler:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802  # by this name aiosmtpd calls it
            taken.append(message_from_bytes(envelope.content))
            return "250 taken"

    controller = Controller(Handler(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}?to=you@example.org&from=me@example.org", taken
    finally:
        controller.stop()


def test_a_failed_run_is_told_to_all_places():
    @dg.op
    def documents():
        raise ServiceUnavailable("arXiv does not answer: try again later")

    @dg.job(tags={"dagster/partition": "2024-03-11"})
    def daily():
        documents()

    with dg.instance_for_test() as instance, webhook() as (hook, told), mail_server() as (mail, taken):
        run = daily.execute_in_process(instance=instance, raise_on_error=False)
        (failure,) = [e for e in run.all_events if e.event_type == dg.DagsterEventType.RUN_FAILURE]
        context = dg.build_run_status_sensor_context(
            "alerts", dagster_instance=instance, dagster_run=run.dagster_run, dagster_event=failure
        ).for_run_failure()
        alerts(context, alerts=Alerts([hook, mail]))
    (message,), (letter,) = told, taken
    assert "daily failed for 2024-03-11" in message["text"]
    assert "documents: " in message["text"]
    assert "try again later" in message["text"]
    assert run.run_id in message["text"]
    assert letter["Subject"] == "arxiv-chunks: daily failed for 2024-03-11"
    assert letter["To"] == "you@example.org"
    assert "try again later" in letter.get_payload(decode=True).decode()


def test_a_server_that_stumbles_is_asked_again():
    with webhook(503) as (hook, told):
        Alerts([hook]).send("subject", "text")
    assert len(told) == 2


def test_one_deaf_place_does_not_keep_the_others_from_hearing_and_no_secret_is_told():
    with webhook(500, 500) as (deaf, _), webhook() as (hook, told):
        with pytest.raises(ServiceUnavailable) as caught:
            Alerts([deaf, f"smtp://user:pass-word@127.0.0.1:{free_port()}?to=you@example.org", hook]).send("s", "t")
        assert len(told) == 1
    assert "secret-path" not in str(caught.value)
    assert "pass-word" not in str(caught.value)


def test_a_password_never_goes_out_in_the_clear():
    with mail_server() as (mail, taken):
        with pytest.raises(ServiceUnavailable):
            Alerts([mail.replace("smtp://", "smtp://user:pass-word@")]).send("subject", "text")
        assert taken == []


def test_nobody_is_told_where_nobody_is_named():
    Alerts().send("subject", "text")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org",
        "smtp://example.org",
        "you@example.org",
        "hooks.example.org/services/secret",
        "smtp://user:sec/secret@example.org?to=you@example.org",
        "https://[secret/",
    ],
)
def test_a_place_that_is_none_is_told_at_once_and_no_secret_with_it(url):
    with pytest.raises(BadOptions) as told:
        Alerts([url])
    assert "sec" not in str(told.value)
