"""Academy on Lyceum: programs written for academy-py use a Lyceum exchange by changing one line."""

from lyceum.academy.errors import AgentHostLostError, LyceumExchangeError, NotAnsweredError, RemoteFailureError
from lyceum.academy.factory import LyceumExchangeFactory
from lyceum.academy.registration import LyceumAgentRegistration
from lyceum.academy.transport import LyceumExchangeTransport

__all__ = [
    "AgentHostLostError",
    "LyceumAgentRegistration",
    "LyceumExchangeError",
    "LyceumExchangeFactory",
    "LyceumExchangeTransport",
    "NotAnsweredError",
    "RemoteFailureError",
]
