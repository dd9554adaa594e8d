"""Academy's exchange factory on Lyceum."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from academy.exchange.factory import ExchangeFactory
from academy.exchange.transport import AgentRegistration
from academy.identifier import EntityId, UserId

from lyceum.academy.exchange_calls import ExchangeCalls
from lyceum.academy.hosted import Hosted
from lyceum.academy.registration import LyceumAgentRegistration
from lyceum.academy.site import sites
from lyceum.academy.transport import LyceumExchangeTransport
from lyceum.options import Options, Tls

if TYPE_CHECKING:
    from academy.exchange.client_config import ExchangeClientConfig


class LyceumExchangeFactory(ExchangeFactory[LyceumExchangeTransport]):
    """Makes clients of a Lyceum exchange.

    It is found as the SDK finds its server: what is not said is taken from `LYCEUM_URL`, `LYCEUM_TOKEN`, `LYCEUM_TOKEN_FILE`,
    `LYCEUM_NAMESPACE`, and beside a server of this machine. All of that is settled when the factory is made, and travels with it when it is
    pickled, the credential too: hand it to those alone who may act in your name.

    Args:
        url: where the server is; `https://` means TLS.
        token: the credential.
        namespace: one among those that the credential permits.
        tls: how to trust and be trusted.
        allow_pickle: whether messages with pickled values are taken. Academy's own default sends such, and whoever may send to a mailbox
            can run code in who loads them: share mailboxes with nobody else, or say False and use JSON (`request_serializer`).
        config: of the clients, as in Academy.
    """

    def __init__(
        self,
        url: str | None = None,
        token: str | None = None,
        *,
        namespace: str | None = None,
        tls: Tls | None = None,
        allow_pickle: bool = True,
        config: ExchangeClientConfig | None = None,
    ) -> None:
        self._init_config(config)
        options = Options(url=url, token=token, namespace=namespace, tls=tls)
        self.options = replace(options, url=options.resolved_url(), token=options.resolved_token()(), tls=options.resolved_tls())
        self.options.target()
        self.allow_pickle = allow_pickle
        self.hosted: Hosted | None = None

    def _init_config(self, config: ExchangeClientConfig | None) -> None:
        # Academy 0.5 has no such thing; it is kept all the same.
        self.config = config

    def copy(self) -> LyceumExchangeFactory:
        """Another factory of the same exchange."""
        made = type(self).__new__(type(self))
        made.__dict__.update(self.__dict__)
        return made

    def __getstate__(self) -> dict[str, Any]:
        # Who hosts an agent does so in this process alone.
        return {**self.__dict__, "hosted": None}

    async def _create_transport(
        self,
        mailbox_id: EntityId | None = None,
        *,
        name: str | None = None,
        registration: AgentRegistration[Any] | None = None,
    ) -> LyceumExchangeTransport:
        site = await sites().enter(self.options)
        try:
            token = None
            if mailbox_id is None:
                mailbox_id = UserId.new(name=name)
                token = await ExchangeCalls(site).register_user(mailbox_id)
            elif isinstance(registration, LyceumAgentRegistration):
                token = registration.token()
            return LyceumExchangeTransport(mailbox_id, site, self, token)
        except BaseException:
            await asyncio.wrap_future(sites().leave(site))
            raise
