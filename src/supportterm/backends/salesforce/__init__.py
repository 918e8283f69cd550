"""Salesforce: who somebody is, where they belong, what is being sold to them."""

from supportterm.backends.salesforce.driver import SALESFORCE as SALESFORCE
