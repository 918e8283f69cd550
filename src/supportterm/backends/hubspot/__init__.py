"""HubSpot CRM: who somebody is, where they belong, what is being sold to them."""

from supportterm.backends.hubspot.driver import HUBSPOT as HUBSPOT
