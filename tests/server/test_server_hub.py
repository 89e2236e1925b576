import asyncio

from visdom.server.push.hub import Hub
from visdom.server.push.links import FULL_BYTES, PollingLink


def test_a_program_that_does_not_read_is_disconnected_and_others_get_everything() -> None:
    async def story() -> None:
        hub, deaf, listening = Hub(), PollingLink(), PollingLink()
        hub.sources = {"deaf": deaf, "listening": listening}
        event = b"x" * (FULL_BYTES // 4)
        received = 0
        for _ in range(10):
            hub.send_to_sources(event)
            received += len(listening.take())
        assert (deaf.closed, received) == (True, 10)
        assert deaf.take() == []

    asyncio.run(story())
