# What tests find at a Redmine: three projects, agents alice and bob, a robot, customers carol and dana, two fields of
# the desk's own, two for marks and addresses, and some issues with a history. Writes the keys to the file in KEYS.
require 'json'

ActionMailer::Base.perform_deliveries = false
Setting.rest_api_enabled = '1'
Setting.login_required = '1'
Setting.notified_events = []
Setting.default_language = 'en'

manager, reporter = Role.find_by!(name: 'Manager'), Role.find_by!(name: 'Reporter')
manager.permissions |= %i[set_notes_private view_private_notes edit_issue_notes delete_issues]
manager.save!

def person(login, first, last)
  User.find_by_login(login) || User.new(firstname: first, lastname: last, mail: "#{login}@customer.test").tap do |user|
    user.login = login
    user.password = user.password_confirmation = SecureRandom.hex(12)
    user.language = 'en'
    user.mail_notification = 'none'
    user.save!
    user.pref.update!(hide_mail: login == 'dana')
  end
end

robot = person('sync', 'Supportterm', 'Sync')
alice, bob = person('alice', 'Alice', 'Adeyemi'), person('bob', 'Bob', 'Brandt')
carol, dana = person('carol', 'Carol', 'Çelik'), person('dana', 'Dana', 'Quint')
admin = User.find_by_login('admin')
admin.update!(must_change_passwd: false)

modules = %w[issue_tracking wiki]
projects = [%w[Support support], %w[Tier2 tier2], %w[Personnel personnel]].map do |name, identifier|
  Project.create!(
    name: name, identifier: identifier, is_public: false, trackers: Tracker.all, enabled_module_names: modules
  )
end
projects.first(2).each do |project|
  [robot, alice, bob].each { |user| Member.create!(project: project, principal: user, roles: [manager]) }
  [carol, dana].each { |user| Member.create!(project: project, principal: user, roles: [reporter]) }
end

def field(name, format, values = nil)
  IssueCustomField.create!(
    name: name, field_format: format, possible_values: values, is_for_all: true, is_filter: true, visible: true,
    trackers: Tracker.all
  )
end

field('Severity', 'list', %w[S1 S2 S3 S4])
field('Serial', 'string')
field('supportterm-id', 'string')
field('supportterm-requester', 'string')

subjects = ['Cannot log in', 'Invoice wrong', 'VPN drops', 'Sähköposti ei saavu', '印刷できません', 'API answers 502']
subjects.each_with_index do |subject, at|
  User.current = carol
  issue = Issue.create!(
    project: projects[at % 2], tracker: Tracker.first, author: carol, subject: subject, priority: IssuePriority.default,
    status: IssueStatus.first, description: "Hello,\n\n#{subject}. It has ünïcode.\n\n-- \nCarol"
  )
  User.current = alice
  issue.reload
  issue.init_journal(alice, "We look into it (#{at}).")
  issue.assigned_to = bob
  issue.status = IssueStatus.find_by!(name: 'In Progress') if at.even?
  issue.save!
end
User.current = admin
Issue.create!(
  project: projects[2], tracker: Tracker.first, author: admin, subject: 'Not for the robot', description: 'secret',
  priority: IssuePriority.default, status: IssueStatus.first
)

keys = [robot, alice, bob, carol, dana, admin].to_h { |user| [user.login, user.api_key] }
File.open(ENV.fetch('KEYS'), 'w', 0o600) { |file| file.write(keys.to_json) }
