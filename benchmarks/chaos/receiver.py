"""Who receives the messages, and counts each delivery by its id."""

from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Event, Lock, Thread
from typing import Self

# Messages pile up meanwhile, and whoever is killed is in the middle of sending.
_PAUSE = 0.02
_SLOW = Event()


class Receiver:
    """A slow web server. Some requests it does not answer though it received them: ``rudeness``."""

    def __init__(self, chance: Random, rudeness: float) -> None:
        self.received: Counter[str] = Counter()
        self.unanswered: Counter[str] = Counter()
        self._chance = chance
        self._rudeness = rudeness
        self._lock = Lock()
        receive = self.receive

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                answers = receive(self.headers["Webhook-Id"])
                _SLOW.wait(_PAUSE)
                if answers:
                    self.send_response(204)
                    self.end_headers()

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("localhost", 0), Handler)
        self.url = f"http://localhost:{self._server.server_port}/"
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def receive(self, delivery: str) -> bool:
        """Count a delivery; return whether to answer."""
        with self._lock:
            self.received[delivery] += 1
            if self._chance.random() >= self._rudeness:
                return True
            self.unanswered[delivery] += 1
            return False
