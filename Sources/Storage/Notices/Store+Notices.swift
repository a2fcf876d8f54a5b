import Domain
import Foundation
import GRDB

extension Store {
    /// Newest first.
    package func notices(of account: AccountID, page: PageRequest) async throws -> Page<Notice> {
        try await read { db in
            let rows = try db.rows(NoticeStatement.list, page.arguments(["accountID": account]))
            return page.cut(try rows.map(Notice.init(row:)), cursor: \.id.rawValue)
        }
    }

    package func unreadNotices(of account: AccountID) async throws -> Int {
        try await read { db in try db.row(NoticeStatement.countUnread, ["accountID": account])?.get("count") ?? 0 }
    }

    /// - Parameter ids: nil for all.
    package func markNoticesRead(_ ids: [NoticeID]?, of account: AccountID, at: Timestamp) async throws {
        try await commits.write { db in
            let owner: StatementArguments = ["accountID": account, "at": at]
            guard let ids else {
                try db.run(NoticeStatement.markAll, owner)
                return
            }
            for id in ids { try db.run(NoticeStatement.mark, owner &+ ["id": id]) }
        }
    }

    package func removeOldNotices(before: Timestamp) async throws {
        try await commits.write { db in try db.run(NoticeStatement.removeOld, ["before": before]) }
    }

    package func noticeChoice(of account: AccountID) async throws -> NoticeChoice {
        try await read { db in try db.noticeChoice(of: account) }
    }

    package func setNoticeChoice(_ choice: NoticeChoice, of account: AccountID) async throws {
        try await commits.write { db in
            try db.run(
                NoticeStatement.choose,
                [
                    "accountID": account, "lettersAfter": choice.lettersAfterMinutes, "quietFrom": choice.quiet?.from,
                    "quietUntil": choice.quiet?.until, "timeZone": choice.quiet?.timeZone.identifier,
                ])
        }
    }
}

extension Notice {
    fileprivate init(row: Row) throws {
        let subject: Subject
        if let task: TaskID = try row.find("taskID") {
            let kind: String = try row.get("kind")
            subject = .task(
                task, try row.get("taskKind"), title: try row.get("title"), hasSucceeded: kind == "task_succeeded")
        } else {
            subject = .webhookOff(try row.get("webhookID"), url: try row.get("url"))
        }
        self.init(
            id: try row.get("id"), subject: subject, createdAt: try row.get("createdAt"),
            readAt: try row.find("readAt"))
    }
}

extension Database {
    fileprivate func noticeChoice(of account: AccountID) throws -> NoticeChoice {
        guard let row = try row(NoticeStatement.choice, ["accountID": account]) else { return NoticeChoice() }
        var choice = NoticeChoice(lettersAfterMinutes: try row.find("lettersAfter"))
        if let from: Int = try row.find("quietFrom"), let zone = TimeZone(identifier: try row.get("timeZone")) {
            choice.quiet = QuietHours(from: from, until: try row.get("quietUntil"), timeZone: zone)
        }
        return choice
    }

    /// Tells the owner of the end of a task, in the page and, if they wish, by a letter.
    /// - Returns: whether a letter will be written.
    func notify(endOf task: GenerationTask, at moment: Timestamp) throws -> Bool {
        let ids = IDSource(now: { moment })
        if task.deservesNotice {
            let kind = task.status == .succeeded ? "task_succeeded" : "task_failed"
            try run(
                NoticeStatement.insert,
                [
                    "id": ids.next(Nouns.Notice.self), "accountID": task.accountID, "kind": kind, "taskID": task.id,
                    "webhookID": nil, "at": moment,
                ])
        }
        guard let due = try noticeChoice(of: task.accountID).letterDue(for: task) else { return false }
        try OutboxEntry(
            id: ids.next(), kind: .taskLetter, subject: task.id.rawValue, accountID: task.accountID,
            createdAt: moment, dueAt: due
        ).insert(self)
        return true
    }

    /// Tells the owner that a webhook was switched off.
    func notify(of webhook: Webhook, at moment: Timestamp) throws {
        try run(
            NoticeStatement.insert,
            [
                "id": IDSource(now: { moment }).next(Nouns.Notice.self), "accountID": webhook.accountID,
                "kind": "webhook_off", "taskID": nil, "webhookID": webhook.id, "at": moment,
            ])
    }
}
