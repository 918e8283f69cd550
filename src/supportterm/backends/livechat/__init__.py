"""LiveChat's Agent Chat API 3.6 and its real-time socket."""

from supportterm.backends.livechat.driver import LIVECHAT as LIVECHAT
