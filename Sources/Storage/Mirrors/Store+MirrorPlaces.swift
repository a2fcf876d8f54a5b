import Domain
import GRDB

/// Which mirrors there are, and which buckets those are.
extension Store {
    /// Makes these the mirrors. What came before a new one, or before its rule was another, is put down by
    /// ``fillNext(at:)``; of one that is no longer among them everything stays as it is. One that is in another bucket than
    /// it was has nothing of what the other has: that other one keeps its copies under a name of its own, and gets the
    /// mirror's back when it is the mirror's bucket again.
    /// - Parameter places: see ``ObjectStore/place``; those that are not told stay as they are.
    package func setMirrors(
        _ mirrors: [String: MirrorRule], at places: [String: String] = [:], moment: Timestamp = .now()
    ) async throws {
        try await commits.write { [outboxArrivals] _ in
            for kind in [OutboxEntry.Kind.mirrorCopy, .mirrorRemoval] { outboxArrivals.note(kind) }
        } _: { db in
            for row in try db.rows(MirrorStatement.names) {
                let name: String = try row.get("name")
                if mirrors[name] == nil { try db.run(MirrorStatement.retire, ["name": name]) }
            }
            for (name, rule) in mirrors.sorted(by: { $0.key < $1.key }) {
                let place = places[name]
                if let place { try db.move(name, to: place) }
                let changed = try db.run(MirrorStatement.set, ["name": name, "rule": rule, "place": place])
                if changed > 0 { try db.bringBack(name, at: moment) }
            }
        }
    }

    /// Puts into the outbox again what has to be copied to a mirror, or removed there, and stands in it no more.
    /// - Returns: false when there is nothing like that left.
    package func askForgotten(_ status: MirrorCopy.Status, in mirror: String) async throws -> Bool {
        let kind: OutboxEntry.Kind = status == .leaving ? .mirrorRemoval : .mirrorCopy
        let page = try await read { db in
            try db.rows(MirrorStatement.forgotten, ["mirror": mirror, "status": status, "kind": kind])
                .map(MirrorCopy.init(row:))
        }
        if !page.isEmpty { try await askAgain(page) }
        return !page.isEmpty
    }
}

extension Database {
    /// Puts the mirror's copies aside when they are in another bucket, and takes back those that are in this one.
    fileprivate func move(_ name: String, to place: String) throws {
        let known = try rows(MirrorStatement.names).map { row in
            (name: try row.get("name") as String, place: try row.find("place") as String?)
        }
        if let own = known.first(where: { $0.name == name }) {
            guard let former = own.place, former != place else { return }
            let others = ["before"] + (2..<known.count + 3).map { "before\($0)" }
            guard let free = others.map({ name + $0 }).first(where: { other in !known.contains { $0.name == other } })
            else { return }
            try rename(name, to: free)
        }
        let earlier = known.first { mirror in
            mirror.place == place && mirror.name.hasPrefix(name)
                && mirror.name.dropFirst(name.count).wholeMatch(of: /before[0-9]*/) != nil
        }
        if let earlier { try rename(earlier.name, to: name) }
    }

    private func rename(_ name: String, to other: String) throws {
        let names: StatementArguments = ["name": name, "other": other]
        if try holds(MirrorStatement.isEmpty, ["name": name]) {
            try run(MirrorStatement.remove, ["name": name])
            return
        }
        try run(MirrorStatement.becomeOther, names)
        try run(MirrorStatement.moveCopies, names)
        try run(MirrorStatement.remove, ["name": name])
    }

    /// What was put off until somebody names the mirror is due.
    fileprivate func bringBack(_ name: String, at moment: Timestamp) throws {
        for kind in [OutboxEntry.Kind.mirrorCopy, .mirrorRemoval] {
            try run(OutboxStatement.bringBack, ["kind": kind, "prefix": name + "/", "at": moment])
        }
    }
}
