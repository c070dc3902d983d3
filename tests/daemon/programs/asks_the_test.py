"""A program that sends a message: it names it to who listens at a port, and waits for leave."""

import json
import socket
import sys

if __name__ == "__main__":
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as test:
        test.sendall(json.load(sys.stdin)["delivery"].encode())
        answer = test.recv(9)
    sys.exit(answer != b"sent")
