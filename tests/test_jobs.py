import asyncio

import pytest

from jupyter_envmgr.errors import BusyError, NotFoundError, UnsolvableError
from jupyter_envmgr.jobs import Jobs
from jupyter_envmgr.models import Progress


def submit(jobs, work, *, writes="/envs/a", reads=(), environment="a"):
    return jobs.submit(
        f"Create {environment}",
        action="create",
        environment=environment,
        writes=writes,
        reads=reads,
        work=work,
    )


async def ended(jobs, job):
    return await jobs.ended(job.id)


async def nothing(report):
    report(Progress(phase="solve", message="Solving"))


def waiting_for(event):
    async def work(report):
        await event.wait()

    return work


async def test_a_job_that_works_is_done_and_keeps_its_log():
    jobs = Jobs()
    job = await ended(jobs, submit(jobs, nothing))
    assert (job.state, job.log, job.problem) == ("done", ["Solving"], None)
    assert job.created <= job.started <= job.ended


async def test_a_line_said_twice_in_a_row_stands_once_in_the_log():
    async def work(report):
        for done in range(3):
            report(Progress(phase="link", done=done, message="Linking"))

    jobs = Jobs()
    assert (await ended(jobs, submit(jobs, work))).log == ["Linking"]


async def test_a_problem_of_ours_is_the_jobs_problem():
    async def work(report):
        raise UnsolvableError("No.", explanation=["a"])

    jobs = Jobs()
    job = await ended(jobs, submit(jobs, work))
    assert (job.state, job.problem.code) == ("failed", "unsolvable")
    assert job.problem.details == {"explanation": ["a"]}


async def test_what_nobody_foresaw_is_logged_and_shown_without_its_traceback(caplog):
    async def work(report):
        raise ZeroDivisionError("secret detail")

    jobs = Jobs()
    job = await ended(jobs, submit(jobs, work))
    assert (job.state, job.problem.code) == ("failed", "engine")
    assert "secret" not in job.problem.message
    assert "ZeroDivisionError" in caplog.text


async def test_two_changes_of_one_prefix_are_refused():
    jobs, go = Jobs(), asyncio.Event()
    job = submit(jobs, waiting_for(go))
    with pytest.raises(BusyError) as refused:
        submit(jobs, nothing)
    assert refused.value.details == {"job": job.id}
    assert jobs.busy() == {"/envs/a"}
    go.set()
    await ended(jobs, job)
    assert jobs.busy() == set()
    await ended(jobs, submit(jobs, nothing))


async def test_what_is_read_cannot_be_changed_but_can_be_read_twice():
    jobs, go = Jobs(at_once=3), asyncio.Event()
    one = submit(jobs, waiting_for(go), writes="/envs/b", reads=["/envs/a"])
    two = submit(jobs, waiting_for(go), writes="/envs/c", reads=["/envs/a"])
    with pytest.raises(BusyError):
        submit(jobs, nothing, writes="/envs/a")
    with pytest.raises(BusyError):
        submit(jobs, nothing, writes="/envs/d", reads=["/envs/b"])
    go.set()
    await ended(jobs, one)
    await ended(jobs, two)


async def test_no_more_than_the_allowed_number_run_at_once():
    jobs, go = Jobs(at_once=2), asyncio.Event()
    made = [submit(jobs, waiting_for(go), writes=f"/envs/{n}") for n in range(3)]
    for _ in range(10):
        await asyncio.sleep(0)
    assert [jobs.get(job.id).state for job in made] == ["running", "running", "queued"]
    go.set()
    assert [(await ended(jobs, job)).state for job in made] == ["done"] * 3


async def test_a_job_can_be_cancelled_while_it_runs_and_while_it_waits():
    jobs = Jobs(at_once=1)
    made = [submit(jobs, waiting_for(asyncio.Event()), writes=f"/{n}") for n in range(2)]
    await asyncio.sleep(0)
    for job in reversed(made):
        jobs.cancel(job.id)
    assert [(await ended(jobs, job)).state for job in made] == ["cancelled"] * 2
    assert jobs.cancel(made[0].id).state == "cancelled"


async def test_a_job_cancelled_before_its_first_step_ends():
    jobs = Jobs()
    job = submit(jobs, nothing)
    jobs.cancel(job.id)
    assert (await ended(jobs, job)).state == "cancelled"
    assert jobs.busy() == set()


async def test_a_second_cancel_does_not_break_into_the_cleaning_up():
    cleaning, cleaned, go = asyncio.Event(), [], asyncio.Event()

    async def work(report):
        try:
            await asyncio.Event().wait()
        finally:
            cleaning.set()
            await go.wait()
            cleaned.append(True)

    jobs = Jobs()
    job = submit(jobs, work)
    await asyncio.sleep(0)
    jobs.cancel(job.id)
    await cleaning.wait()
    jobs.cancel(job.id)
    go.set()
    assert (await ended(jobs, job)).state == "cancelled"
    assert cleaned == [True]


async def test_a_panic_of_the_engine_ends_its_job(caplog):
    class PanicException(BaseException):
        pass

    async def work(report):
        raise PanicException("index out of bounds")

    jobs = Jobs()
    job = await ended(jobs, submit(jobs, work))
    assert (job.state, job.problem.code) == ("failed", "engine")
    assert "index out of bounds" in caplog.text


async def test_only_the_newest_ended_jobs_are_kept():
    jobs = Jobs(keep=2)
    made = [await ended(jobs, submit(jobs, nothing)) for _ in range(4)]
    assert [job.id for job in jobs.list()] == [job.id for job in made[2:]]
    with pytest.raises(NotFoundError):
        jobs.get(made[0].id)


async def test_every_new_state_is_told():
    told = []
    jobs = Jobs(changed=lambda job: told.append((job.state, job.progress.phase)))
    await ended(jobs, submit(jobs, nothing))
    assert told == [
        ("queued", "wait"),
        ("running", "wait"),
        ("running", "solve"),
        ("done", "solve"),
    ]


async def test_a_report_after_the_end_changes_nothing():
    late = []

    async def work(report):
        late.append(report)

    jobs = Jobs()
    job = await ended(jobs, submit(jobs, work))
    late[0](Progress(phase="link", message="late"))
    assert jobs.get(job.id) == job


async def test_closing_ends_everything_and_takes_nothing_new():
    jobs = Jobs()
    job = submit(jobs, waiting_for(asyncio.Event()))
    await asyncio.sleep(0)
    await jobs.close()
    assert jobs.get(job.id).state == "cancelled"
    with pytest.raises(BusyError):
        submit(jobs, nothing)
