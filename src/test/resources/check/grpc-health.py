"""A gRPC server of gRPC's own core: says its port, then answers Health/Check by the service's name until its input ends."""
import sys
from concurrent import futures

import grpc

STATES = {b"": 1, b"search": 1, b"down": 2, b"new": 0}


def check(request, context):
    name = request[2:] if request else b""
    if name not in STATES:
        context.abort(grpc.StatusCode.NOT_FOUND, "unknown service")
    state = STATES[name]
    return bytes([8, state]) if state else b""


class Health(grpc.GenericRpcHandler):
    def service(self, details):
        if details.method == "/grpc.health.v1.Health/Check":
            return grpc.unary_unary_rpc_method_handler(check)
        return None


class Nothing(grpc.GenericRpcHandler):
    def service(self, details):
        return None


def started(handler, credentials=None):
    server = grpc.server(futures.ThreadPoolExecutor(4), handlers=(handler,))
    port = server.add_secure_port("127.0.0.1:0", credentials) if credentials else server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


servers = [started(Health()), started(Nothing())]
if len(sys.argv) > 2:
    with open(sys.argv[1], "rb") as key, open(sys.argv[2], "rb") as certificate:
        servers.append(started(Health(), grpc.ssl_server_credentials([(key.read(), certificate.read())])))
if len(sys.argv) > 3:
    with open(sys.argv[1], "rb") as key, open(sys.argv[2], "rb") as certificate, open(sys.argv[3], "rb") as authority:
        pairs = [(key.read(), certificate.read())]
        servers.append(started(Health(), grpc.ssl_server_credentials(pairs, authority.read(), True)))
print(" ".join(str(port) for _, port in servers), flush=True)
sys.stdin.read()
