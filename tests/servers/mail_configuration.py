"""What Dovecot and Postfix are told: everything under one folder, on loopback, nothing leaves this machine."""

from pathlib import Path
from typing import Final

DOMAIN: Final = "example.test"
CATCH_ALL: Final = f"catchall@{DOMAIN}"
HOST: Final = "localhost"


def dovecot(folder: Path, run: Path, ports: dict[str, int]) -> str:
    return f"""\
base_dir = {run}
state_dir = {folder}/dovecot
instance_name = supportterm-{ports["imap"]}
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/tls/server.pem
ssl_key = <{folder}/tls/server.key
disable_plaintext_auth = yes
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/dovecot-oauth2.conf
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = username_format=%u {folder}/users/%n
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={folder}/mail/%n allow_all_users=yes
}}
mail_location = maildir:~/Maildir
first_valid_uid = 1
mail_privileged_group = mail
mail_max_userip_connections = 100
recipient_delimiter = +
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
  mailbox Junk {{
    auto = create
    special_use = \\Junk
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {ports["imap"]}
  }}
  inet_listener imaps {{
    port = {ports["imaps"]}
    ssl = yes
  }}
}}
service lmtp {{
  unix_listener lmtp-postfix {{
    mode = 0666
  }}
}}
service auth {{
  unix_listener auth-postfix {{
    mode = 0666
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
protocol lmtp {{
  postmaster_address = postmaster@{DOMAIN}
}}
"""


def dovecot_oauth2(folder: Path) -> str:
    """Tokens are signed with a key that Dovecot has: it asks nobody."""
    return f"""\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/token-keys/
username_attribute = sub
active_attribute = scope
active_value = mail
"""


def postfix_main(folder: Path, run: Path) -> str:
    return f"""\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/postfix-data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file_prefixes = {folder}
maillog_file = {folder}/postfix.log
myhostname = mail.{DOMAIN}
mydomain = {DOMAIN}
myorigin = {DOMAIN}
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_transport = error:no local mail
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
virtual_mailbox_domains = regexp:{folder}/postfix/domains
virtual_alias_domains =
virtual_alias_maps = regexp:{folder}/postfix/addresses
virtual_transport = lmtp:unix:{run}/lmtp-postfix
smtpd_recipient_restrictions =
  check_recipient_access regexp:{folder}/postfix/refused, permit_mynetworks, permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject
recipient_delimiter = +
smtpd_tls_security_level = may
smtpd_tls_cert_file = {folder}/tls/server.pem
smtpd_tls_key_file = {folder}/tls/server.key
smtpd_sasl_type = dovecot
smtpd_sasl_path = {run}/auth-postfix
message_size_limit = 30000000
mailbox_size_limit = 0
smtputf8_enable = yes
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
smtpd_peername_lookup = no
smtpd_hard_error_limit = 100
smtpd_error_sleep_time = 0
minimal_backoff_time = 5s
queue_run_delay = 5s
"""


DOMAINS: Final = "/./ OK\n"
ADDRESSES: Final = f"""\
/^([^+@]+)(\\+[^@]*)?@{DOMAIN.replace(".", "[.]")}$/ $1@{DOMAIN}
/./ {CATCH_ALL}
"""
REFUSED: Final = """\
/@refused[.]test$/ 550 5.1.1 nobody of that name
/@later[.]test$/ 450 4.2.0 come back later
"""

_AUTHENTICATED: Final = """\
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
"""


def postfix_master(ports: dict[str, int]) -> str:
    """`smtp` is what the world sends to; `plain` lets in people without TLS, so that tests can meddle with the line."""
    return f"""\
127.0.0.1:{ports["smtp"]} inet n - n - - smtpd
127.0.0.1:{ports["submission"]} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_tls_auth_only=yes
{_AUTHENTICATED}127.0.0.1:{ports["smtps"]} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
{_AUTHENTICATED}127.0.0.1:{ports["plain"]} inet n - n - - smtpd
  -o smtpd_tls_security_level=none
  -o smtpd_tls_auth_only=no
{_AUTHENTICATED}127.0.0.1:{ports["ascii"]} inet n - n - - smtpd
  -o smtpd_tls_security_level=none
  -o smtpd_tls_auth_only=no
  -o smtpd_discard_ehlo_keywords=smtputf8,8bitmime
{_AUTHENTICATED}cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
"""
