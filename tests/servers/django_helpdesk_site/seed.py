"""Agents, queues and fields of the django-helpdesk that tests run; their tokens go to the file that TOKENS names."""

import json
import os
from pathlib import Path

import django


def main() -> None:
    from django.contrib.auth.models import User
    from django.contrib.sites.models import Site
    from helpdesk.models import CustomField, Queue
    from rest_framework.authtoken.models import Token

    Site.objects.update_or_create(id=1, defaults={"domain": "127.0.0.1", "name": "helpdesk"})
    tokens = {}
    for name in ("sync", "alice", "bob", "root", "carol"):
        user = User.objects.create_user(name, f"{name}@example.test", f"{name}-pass", first_name=name.title())
        user.is_staff, user.is_superuser = name != "carol", name == "root"
        user.save()
        tokens[name] = Token.objects.create(user=user).key
    for slug, title in (("support", "Support"), ("tier2", "Tier 2"), ("billing", "Billing & <Co>")):
        Queue.objects.create(slug=slug, title=title, email_address=f"{slug}@example.test", allow_public_submission=True)
    CustomField.objects.create(name="severity", label="Severity", data_type="list", list_values="S1\nS2\nS3")
    CustomField.objects.create(name="serial", label="Serial", data_type="varchar", max_length=40)
    CustomField.objects.create(name="units", label="Units", data_type="integer")
    Path(os.environ["TOKENS"]).write_text(json.dumps(tokens))


if __name__ == "__main__":
    django.setup()
    main()
