import asyncio

from visdom.autosave.disk.syncing import GroupCommit
from visdom.server.push.links import FULL_BYTES, IDLE_SECONDS, PollingLink


def test_messages_are_taken_oldest_first_and_once() -> None:
    link = PollingLink()
    for message in (b"1", b"2", b"3"):
        link.send(message)
    assert link.take() == [b"1", b"2", b"3"]
    assert link.take() == []


def test_a_link_is_full_until_it_was_emptied() -> None:
    async def story() -> None:
        link = PollingLink()
        link.send(b"x" * (FULL_BYTES + 1))
        assert link.full
        waiting = asyncio.ensure_future(link.drained())
        await asyncio.sleep(0)
        assert not waiting.done()
        link.take()
        await waiting
        assert not link.full

    asyncio.run(story())


def test_a_queue_that_is_not_polled_is_abandoned() -> None:
    now = [0.0]
    link = PollingLink(clock=lambda: now[0])
    now[0] = IDLE_SECONDS + 1
    assert link.abandoned
    link.take()
    assert not link.abandoned


def test_a_closed_queue_stores_nothing() -> None:
    link = PollingLink()
    link.send(b"1")
    link.close()
    link.send(b"2")
    assert link.take() == []


def test_one_sync_serves_all_that_wait() -> None:
    syncs: list[int] = []

    async def story() -> None:
        commit = GroupCommit(lambda: syncs.append(1))
        await asyncio.gather(*(commit() for _ in range(50)))

    asyncio.run(story())
    assert 1 <= len(syncs) <= 2


def test_a_change_made_during_a_sync_waits_for_the_next() -> None:
    written, synced = [0], [0]

    def sync() -> None:
        synced[0] = written[0]

    async def writer(commit: GroupCommit) -> None:
        for _ in range(20):
            written[0] += 1
            mine = written[0]
            await commit()
            assert synced[0] >= mine

    async def story() -> None:
        commit = GroupCommit(sync)
        await asyncio.gather(*(writer(commit) for _ in range(5)))

    asyncio.run(story())


def test_a_failed_sync_raises_in_all_that_waited_and_the_next_succeeds() -> None:
    outcomes: list[str] = []

    def sync() -> None:
        if not outcomes:
            raise OSError("no")

    async def story() -> None:
        commit = GroupCommit(sync)
        try:
            await commit()
        except OSError:
            outcomes.append("failed")
        await commit()
        outcomes.append("done")

    asyncio.run(story())
    assert outcomes == ["failed", "done"]
