"""An Academy program that calls agents which it did not launch, one that takes JSON alone and one that takes pickles, too."""

from __future__ import annotations

import asyncio
import sys
import uuid
from typing import Any

from academy.exception import AcademyRemoteError, DeserializationMethodProhibitedError
from academy.handle import Handle
from academy.identifier import AgentId
from academy.serialize import SerializationStrategy

from lyceum.academy import LyceumExchangeFactory, RemoteFailureError


async def main() -> None:
    strict_id, lenient_id, foreign_id = (AgentId[Any](uid=uuid.UUID(text)) for text in sys.argv[1:])
    async with await LyceumExchangeFactory().create_user_client() as client:
        strict = Handle(strict_id, exchange=client, request_serializer=SerializationStrategy.JSON)
        assert await strict.measure(1) == 2
        assert await strict.measure(2, factor=10) == 21
        assert await strict.ping() > 0
        try:
            await strict.fail("no luck")
        except AcademyRemoteError as error:
            assert "ValueError: no luck" in str(error)
            assert "KeyError" in str(error)
        else:
            raise AssertionError("it should have failed")

        pickling = Handle(strict_id, exchange=client)
        try:
            await pickling.measure(1)
        except DeserializationMethodProhibitedError:
            pass
        except AcademyRemoteError as error:
            assert "DeserializationMethodProhibitedError" in str(error)
        else:
            raise AssertionError("a pickle was taken")

        lenient = Handle(lenient_id, exchange=client)
        assert await lenient.echo({1, 2}) == {1, 2}
        try:
            await lenient.fail("no luck")
        except ValueError as error:
            assert str(error) == "no luck"
        else:
            raise AssertionError("it should have failed")
        assert (await client.discover("lab.Instrument")).count(strict_id) == 1
        await call_foreign(Handle(foreign_id, exchange=client))
    print("all was as it should be")


async def call_foreign(counter: Handle[Any]) -> None:
    """An agent in TypeScript: it is spoken to in Lyceum's own protocol, once it has refused Academy's."""
    first = await asyncio.gather(*(counter.increment(1) for _ in range(10)))
    assert sorted(first) == list(range(6, 16))
    assert await counter.echo({"large": 2**80, "text": "日本"}) == {"large": 2**80, "text": "日本"}
    assert await counter.ping() > 0
    assert await counter.upTo(3) == "3 in all"
    try:
        await counter.fail("no luck")
    except RemoteFailureError as error:
        assert error.type_name == "RangeError"
        assert str(error) == "RangeError: no luck"
    else:
        raise AssertionError("it should have failed")
    try:
        await counter.nothing()
    except AttributeError:
        pass
    else:
        raise AssertionError("there is no such action")
    call = asyncio.ensure_future(counter.sleep(60_000))
    await counter.ping()
    call.cancel()
    await asyncio.wait((call,))
    async with asyncio.timeout(10):
        while not await counter.cancelled():
            await asyncio.sleep(0.01)


asyncio.run(main())
