"""A standing host in Python, on the generated stubs alone.

It keeps its session over cut streams, sends again what was not confirmed, and runs what may run once only after its
acknowledgement is confirmed. It takes the same argument as the TypeScript host, and writes the same history.
"""

import json
import os
import queue
import sys
import threading
import time
from collections import deque

import grpc
from lyceum.v1 import exchange_pb2, exchange_pb2_grpc, message_pb2

WINDOW = 64
SILENCE_S = 4
ACTION = message_pb2.MESSAGE_KIND_ACTION
EVENT = message_pb2.MESSAGE_KIND_EVENT
ACKNOWLEDGE = exchange_pb2.SETTLEMENT_KIND_ACKNOWLEDGE
RESPOND = exchange_pb2.SETTLEMENT_KIND_RESPOND


class History:
    def __init__(self, path):
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def add(self, *event):
        os.write(self.file, (json.dumps(event) + "\n").encode())


class Host:
    def __init__(self, options):
        self.options = options
        self.history = History(f"{options['folder']}/{options['name']}.{options['fence']}.jsonl")
        self.history.add("host", options["uid"], options["fence"], os.getpid())
        self.metadata = [("authorization", "Bearer " + options["token"])]
        self.session = None
        self.held = {}
        self.unconfirmed = deque()
        self.starting = {}
        self.sequence = 0
        self.frames = None
        self.over = False
        self.told = False
        self.heard = time.monotonic()

    def run(self):
        target = self.options["url"].removeprefix("http://")
        arguments = [("grpc.initial_reconnect_backoff_ms", 50), ("grpc.max_reconnect_backoff_ms", 500), ("grpc.use_local_subchannel_pool", 1)]
        while not self.over:
            with grpc.insecure_channel(target, arguments) as channel:
                try:
                    self.listen(exchange_pb2_grpc.ExchangeServiceStub(channel))
                except grpc.RpcError:
                    pass
            time.sleep(0.05)

    def listen(self, exchange):
        self.frames = queue.Queue()
        frames = self.frames
        resume = None
        if self.session is not None:
            resume = exchange_pb2.SessionRef(session_id=self.session[0], resume_token=self.session[1], held=list(self.held))
        waiting = sum(1 for _, kind in self.held.values() if kind in (ACTION, EVENT))
        attach = exchange_pb2.Attach(channel=1, token=self.options["entityToken"], resume=resume, credits=max(0, WINDOW - waiting))
        frames.put(exchange_pb2.ConnectRequest(attaches=[attach]))
        stream = exchange.Connect(iter(frames.get, None), metadata=self.metadata)
        self.heard = time.monotonic()
        done = threading.Event()
        threading.Thread(target=self.watch, args=(stream, done), daemon=True).start()
        try:
            for response in stream:
                self.heard = time.monotonic()
                for event in response.events:
                    if not self.take(event):
                        return
        finally:
            done.set()
            frames.put(None)
            stream.cancel()

    def watch(self, stream, done):
        while not done.wait(0.5):
            if time.monotonic() - self.heard > SILENCE_S:
                stream.cancel()
                return

    def take(self, event):
        if event.HasField("grant"):
            self.granted(event.grant)
        if event.taken_through > 0:
            self.confirmed(event.taken_through)
        for delivery in event.deliveries:
            self.delivered(delivery)
        if not event.HasField("end"):
            return True
        self.ended(event.end.error)
        return False

    def granted(self, grant):
        if grant.resumed:
            self.confirmed(grant.taken_through)
        else:
            self.held.clear()
            self.unconfirmed.clear()
            self.starting.clear()
            self.sequence = 0
        self.session = (grant.session_id, grant.resume_token)
        for item in self.unconfirmed:
            self.frames.put(exchange_pb2.ConnectRequest(updates=[exchange_pb2.SessionUpdate(channel=1, items=[item])]))
        if not self.told:
            self.told = True
            print("granted", flush=True)

    def confirmed(self, through):
        while self.unconfirmed and self.unconfirmed[0].sequence <= through:
            item = self.unconfirmed.popleft()
            key = item.settle.sequence
            if item.settle.kind == RESPOND or item.sequence not in self.starting:
                self.held.pop(key, None)
                continue
            attempt, envelope = self.starting.pop(item.sequence)
            if self.held.get(key, (0, 0))[0] == attempt:
                self.answer(key, attempt, envelope)

    def ended(self, error):
        if error.HasField("retry_delay"):
            time.sleep(0.2)
        elif exchange_pb2.ItemError.DESCRIPTOR.fields_by_name["reason"].enum_type.values_by_number[error.reason].name == "REASON_SESSION_ENDED":
            self.session = None
        else:
            self.history.add("ended", error.message)
            self.over = True

    def delivered(self, delivery):
        key, attempt, envelope = delivery.sequence, delivery.attempt, delivery.envelope
        if key in self.held and self.held[key][0] >= attempt:
            return
        self.held[key] = (attempt, envelope.kind)
        if envelope.kind in (ACTION, EVENT):
            self.history.add("got", key, attempt, envelope.id)
        if envelope.kind == EVENT:
            self.settle(key, ACKNOWLEDGE, credits=1)
        elif envelope.kind != ACTION:
            status = message_pb2.ANSWER_STATUS_OK
            if envelope.kind == message_pb2.MESSAGE_KIND_CANCEL:
                status = message_pb2.ANSWER_STATUS_INVALID_STATE
            self.settle(key, RESPOND, message_pb2.Envelope(status=status))
        elif envelope.action == "again":
            self.answer(key, attempt, envelope)
        else:
            self.starting[self.settle(key, ACKNOWLEDGE)] = (attempt, envelope)

    def answer(self, key, attempt, envelope):
        arguments = json.loads(envelope.body)
        request = (arguments["args"] if isinstance(arguments, dict) else arguments)[0]
        self.history.add("ran", request, attempt, envelope.action)
        body = json.dumps({"fence": self.options["fence"], "id": request}).encode()
        self.settle(key, RESPOND, message_pb2.Envelope(status=message_pb2.ANSWER_STATUS_OK, body=body), credits=1)

    def settle(self, key, kind, answer=None, credits=0):
        self.sequence += 1
        settlement = exchange_pb2.Settlement(sequence=key, kind=kind, answer=answer)
        item = exchange_pb2.SessionItem(sequence=self.sequence, settle=settlement)
        self.unconfirmed.append(item)
        update = exchange_pb2.SessionUpdate(channel=1, items=[item], credits=credits)
        self.frames.put(exchange_pb2.ConnectRequest(updates=[update]))
        return self.sequence


def orphaned():
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=orphaned, daemon=True).start()
    Host(json.loads(sys.argv[1])).run()
