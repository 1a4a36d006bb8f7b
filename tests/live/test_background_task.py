"""Work on threads that may be abandoned."""

import subprocess
import sys
import threading

from maskapp.errors import OutputError
from maskapp.live.background_task import Done, Failed, Job, unexpected
from tests.support.worker_fakes import PATIENCE_S


def test_a_job_reports_its_result(events) -> None:
    Job("Sum", lambda: 1 + 1, events.report).start()
    event = events.next()
    assert isinstance(event, Done)
    assert event.result == 2


def test_a_job_passes_itself_to_the_report() -> None:
    reporters = []
    job = Job("Job", lambda: None, lambda task, _event: reporters.append(task))
    job.start()
    assert job.join(PATIENCE_S)
    assert reporters == [job]


def test_a_job_runs_in_a_daemon_thread_of_its_name(events) -> None:
    Job("ModelLoader", threading.current_thread, events.report).start()
    thread = events.next().result
    assert (thread.name, thread.daemon) == ("ModelLoader", True)


def test_an_error_raised_on_purpose_is_reported_in_its_own_words(events, caplog) -> None:
    def fail() -> None:
        raise OutputError("The disk is full.")

    Job("Job", fail, events.report).start()
    assert events.next() == Failed("The disk is full.")
    assert caplog.text == ""


def test_an_unexpected_error_is_logged_and_reported(events, caplog) -> None:
    job = Job("Division", lambda: 1 / 0, events.report)
    job.start()
    event = events.next()
    assert "division by zero" in event.message
    assert "the log file says more" in event.message
    assert "Division failed unexpectedly" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_an_error_without_a_text_is_described_by_its_type() -> None:
    assert "(KeyboardInterrupt)" in unexpected(KeyboardInterrupt())
    assert "(two lines)" in unexpected(ValueError("two\n  lines"))


def test_a_dropped_job_reports_nothing(events, hang) -> None:
    job = Job("Job", hang, events.report)
    job.start()
    assert hang.entered.wait(PATIENCE_S)
    job.drop()
    assert job.is_dropped
    hang.release.set()
    assert job.join(PATIENCE_S)
    assert events.is_empty()


def test_join_ends_in_time_while_the_work_hangs(events, hang) -> None:
    job = Job("Job", hang, events.report)
    job.start()
    assert not job.join(0.01)
    hang.release.set()
    assert job.join(PATIENCE_S)


def test_a_job_that_hangs_does_not_keep_the_process_alive() -> None:
    code = (
        "import threading; from maskapp.live.background_task import Job\n"
        "entered = threading.Event()\n"
        "def hang():\n"
        "    entered.set(); threading.Event().wait()\n"
        "Job('Job', hang, print).start()\n"
        "entered.wait()"
    )
    done = subprocess.run([sys.executable, "-c", code], timeout=60, check=False)
    assert done.returncode == 0
