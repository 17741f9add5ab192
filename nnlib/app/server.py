"""Voilà as the pad needs it: what it lets in, and how its page is opened."""

import tempfile
import webbrowser

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.web import HTTPError
from voila.app import Voila

PROTOCOL = "v1.kernel.websocket.jupyter.org"  # of the messages to and from a kernel


class Channels(ZMQChannelsWebsocketConnection):
    """The way from a page to its kernel, for those who speak its protocol.

    Voilà 0.5.13 takes an older protocol's messages for this one's, and their first bytes for a
    length that fills the memory.
    """

    async def prepare(self) -> None:
        """Turn others away before they are connected."""
        offered = self.websocket_handler.request.headers.get("Sec-WebSocket-Protocol", "")
        if PROTOCOL not in (name.strip() for name in offered.split(",")):
            raise HTTPError(400, f"Sec-WebSocket-Protocol: got {offered!r}, want {PROTOCOL}.")
        await super().prepare()


class PadServer(Voila):
    """Voilà, for this machine alone: it knows its own names, and asks everybody for a token."""

    def init_settings(self) -> dict:
        """Without this, any name that somebody lets point to this machine is as good as its own."""
        own = {"allow_remote_access": False, "kernel_websocket_connection_class": Channels}
        return super().init_settings() | own

    def launch_browser(self) -> None:
        """Open the page by a file that nobody else can read, as they can any command line."""
        address = f"{self.connection_url}?token={self.identity_provider.token}"
        with tempfile.NamedTemporaryFile("w", suffix=".html", delete=False) as file:
            file.write(f'<meta http-equiv="refresh" content="0; url={address}">')
        webbrowser.open(f"file://{file.name}")


if __name__ == "__main__":
    PadServer.launch_instance()
