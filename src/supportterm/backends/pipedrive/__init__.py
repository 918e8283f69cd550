"""Pipedrive: who somebody is, where they belong, what is being sold to them."""

from supportterm.backends.pipedrive.driver import PIPEDRIVE as PIPEDRIVE
