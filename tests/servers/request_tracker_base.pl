#!/usr/bin/perl
# What the Request Tracker for tests holds before its first ticket: people, rights, queues, fields, articles, tokens.
# usage: request_tracker_base.pl TOKENS.json   (the configuration is named by RT_SITE_CONFIG)
use strict; use warnings; use utf8;
use JSON ();
use RT -init;

my $path = shift or die "usage: request_tracker_base.pl TOKENS.json\n";
my $system = RT->SystemUser;

sub made { my ($what, $id, $said) = @_; die "$what: " . ($said // 'no') . "\n" unless $id; return $id; }

# People: three agents in three time zones, and the robot whose token supportterm is given.
my $agents = RT::Group->new($system);
made('group', $agents->CreateUserDefinedGroup(Name => 'Agents'));
my $personnel = RT::Group->new($system);
made('group', $personnel->CreateUserDefinedGroup(Name => 'Personnel'));
my %users;
for (['alice', 'Alice Adeyemi', 'Europe/Helsinki'], ['bob', 'Bob Brandt', 'America/New_York'],
     ['carol', 'Carol Çelik', ''], ['sync', 'Sync robot', 'Pacific/Auckland'], ['mallory', 'Mallory Nobody', '']) {
    my ($name, $real, $zone) = @$_;
    my $user = RT::User->new($system);
    made($name, $user->Create(Name => $name, RealName => $real, EmailAddress => "$name\@example.test", Privileged => 1,
                              Password => "$name-pass", ($zone ? (Timezone => $zone) : ())));
    $agents->AddMember($user->PrincipalId) unless $name eq 'mallory';
    $users{$name} = $user;
}
$personnel->AddMember($users{carol}->PrincipalId);

# Queues. Personnel is seen by carol alone, so that the robot meets gaps in pages and in the feed.
my %queues;
for my $name (qw(General Support Tier2 Tier3 Personnel)) {
    my $queue = RT::Queue->new($system);
    $queue->Load($name);
    made($name, $queue->Create(Name => $name, CorrespondAddress => lc($name) . '@example.test',
                               CommentAddress => lc($name) . '-comment@example.test')) unless $queue->id;
    $queues{$name} = $queue;
}
my @work = qw(SeeQueue ShowTicket ShowTicketComments ShowOutgoingEmail CreateTicket ReplyToTicket CommentOnTicket OwnTicket
              TakeTicket StealTicket ReassignTicket ModifyTicket DeleteTicket Watch WatchAsAdminCc SeeCustomField ModifyCustomField);
for my $right (@work) {
    made($right, $agents->PrincipalObj->GrantRight(Right => $right, Object => $queues{$_})) for qw(General Support Tier2 Tier3);
    made($right, $personnel->PrincipalObj->GrantRight(Right => $right, Object => $queues{Personnel}));
}
my $everyone = RT::Group->new($system);
$everyone->LoadSystemInternalGroup('Everyone');
made($_, $everyone->PrincipalObj->GrantRight(Right => $_, Object => $queues{Support})) for qw(CreateTicket ReplyToTicket);
for my $right (qw(SeeGroup SeeClass ShowArticle ShowArticleHistory CreateArticle ModifyArticle SeeCustomField
                  ModifyCustomField ManageAuthTokens ModifySelf ShowUserHistory)) {
    made($right, $agents->PrincipalObj->GrantRight(Right => $right, Object => RT->System));
}

# Fields of tickets, and the one on transactions that keeps our marker.
sub field {
    my ($name, $type, $most, $lookup, $object, @choices) = @_;
    my $field = RT::CustomField->new($system);
    made($name, $field->Create(Name => $name, Type => $type, MaxValues => $most, LookupType => $lookup));
    my $order = 0;
    $field->AddValue(Name => $_, SortOrder => ++$order) for @choices;
    made("$name added", $field->AddToObject($object));
    return $field;
}
my $everywhere = RT::Queue->new($system);
field('Severity', 'Select',   1, 'RT::Queue-RT::Ticket', $everywhere, qw(S1 S2 S3 S4));
field('Product',  'Select',   1, 'RT::Queue-RT::Ticket', $everywhere, qw(Desktop Mobile Cloud));
field('Serial',   'Freeform', 1, 'RT::Queue-RT::Ticket', $everywhere);
field('Tags',     'Freeform', 0, 'RT::Queue-RT::Ticket', $everywhere);
field('Visit at', 'DateTime', 1, 'RT::Queue-RT::Ticket', $everywhere);
field('supportterm-id', 'Freeform', 1, 'RT::Queue-RT::Ticket-RT::Transaction', $everywhere);

# Knowledge.
my $class = RT::Class->new($system);
made('class', $class->Create(Name => 'KB', Description => 'Knowledge base'));
my $body = field('Body', 'Text', 1, 'RT::Class-RT::Article', $class);
for my $name ('Reset a password', 'VPN drops every hour', 'Refund policy', 'Known issue: näppäimistö') {
    my $article = RT::Article->new($system);
    made($name, $article->Create(Name => $name, Summary => "How to: $name", Class => $class->id,
                                 'CustomField-' . $body->id => "# $name\n\n1. Ask — then do.\n2. Look again.\n"));
}

my $root = RT::User->new($system);
$root->Load('root');
my %tokens;
for (%users, root => $root) {
    next if ref;
    my $owner = $_ eq 'root' ? $root : $users{$_};
    my ($id, $said, $token) = RT::AuthToken->new(RT::CurrentUser->new($system))->Create(Owner => $owner->id, Description => 'tests');
    made("token of $_", $id, $said);
    $tokens{$_} = $token;
}
umask 077;
open my $out, '>', $path or die "$path: $!\n";
print $out JSON->new->canonical->encode(\%tokens);
close $out or die "$path: $!\n";
