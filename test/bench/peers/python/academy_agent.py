"""The agent of Academy's benches, in a module of its own so that other processes find it."""

from __future__ import annotations

from academy.agent import Agent, action


class Echo(Agent):
    @action
    async def echo(self, text: str) -> str:
        return text
