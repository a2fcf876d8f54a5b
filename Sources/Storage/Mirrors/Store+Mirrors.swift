import Domain
import GRDB

extension MirrorCopy.Status: DatabaseValueConvertible {}
extension MirrorRule: DatabaseValueConvertible {}

extension MirrorCopy {
    init(row: Row) throws {
        self.init(
            mirror: try row.get("mirror"), blob: try row.get("blob"), sizeBytes: try row.get("sizeBytes"),
            status: try row.get("status"), uploadID: try row.find("uploadID"), since: try row.get("since"),
            tag: try row.find("tag"))
    }

    fileprivate var place: StatementArguments { ["mirror": mirror, "blob": blob] }
}

extension Store {
    /// Puts down a thousand files of those that came before a mirror.
    /// - Returns: false when there is nothing left to put down.
    package func fillNext(at moment: Timestamp) async throws -> Bool {
        try await commits.write { [outboxArrivals] more in
            if more { outboxArrivals.note(.mirrorCopy) }
        } _: { db in
            guard let row = try db.row(MirrorStatement.toFill) else { return false }
            let (name, rule, after): (String, MirrorRule, String) = (
                try row.get("name"), try row.get("rule"), try row.get("filledTo")
            )
            let last: String? = try db.row(MirrorStatement.fillEnd, ["after": after])?.find("last")
            let what: StatementArguments = ["name": name, "rule": rule, "at": moment]
            // No id is as great as a tilde.
            try db.run(MirrorStatement.fill, what &+ ["after": after, "last": last ?? "~"])
            if last == nil { try db.run(MirrorStatement.fillArchives, what) }
            try db.run(MirrorStatement.filled, ["name": name, "last": last])
            return true
        }
    }

    package func mirrorCopy(of blob: BlobHash, in mirror: String) async throws -> MirrorCopy? {
        try await read { db in
            try db.row(MirrorStatement.find, ["mirror": mirror, "blob": blob]).map(MirrorCopy.init(row:))
        }
    }

    package func mirrorCopies(of blob: BlobHash) async throws -> [MirrorCopy] {
        try await read { db in try db.rows(MirrorStatement.ofBlob, ["blob": blob]).map(MirrorCopy.init(row:)) }
    }

    /// At most 500 of a mirror, in the order of their blobs.
    package func mirrorCopies(in mirror: String, after: String) async throws -> [MirrorCopy] {
        try await read { db in
            try db.rows(MirrorStatement.copiesAfter, ["mirror": mirror, "after": after]).map(MirrorCopy.init(row:))
        }
    }

    /// - Parameter upload: nil when there is none any more.
    package func note(upload: String?, of copy: MirrorCopy) async throws {
        try await commits.write { db in
            try db.run(MirrorStatement.noteUpload, copy.place &+ ["uploadID": upload])
        }
    }

    /// The mirror has shown that it has the blob.
    /// - Parameters:
    ///   - seal: the number of the key that it is sealed with there.
    ///   - tag: what the mirror calls its bytes.
    /// - Returns: false when the blob has been deleted meanwhile.
    @discardableResult
    package func prove(
        _ copy: MirrorCopy, seal: UInt32? = nil, tag: String = "", at moment: Timestamp
    ) async throws -> Bool {
        try await commits.write { [outboxArrivals] proven in
            // One of another region may be rid of it.
            if proven > 0 { outboxArrivals.note(.mirrorRemoval) }
        } _: { db in
            try db.run(
                MirrorStatement.prove,
                copy.place &+ ["at": moment, "seal": seal.map { Int64($0) }, "tag": String(tag.prefix(200))])
        } > 0
    }

    /// The mirror calls the bytes otherwise than before, and they are the right ones.
    package func note(tag: String, of copy: MirrorCopy) async throws {
        try await commits.write { db in
            _ = try db.run(MirrorStatement.noteTag, copy.place &+ ["tag": String(tag.prefix(200))])
        }
    }

    /// Has up to a thousand copies made anew that are sealed with an older key than this, or not at all.
    /// - Returns: false when there are none.
    package func sealNext(in mirror: String, with seal: UInt32, at moment: Timestamp) async throws -> Bool {
        try await commits.write { db in
            let what: StatementArguments = ["mirror": mirror, "at": moment]
            let old = try db.run(MirrorStatement.sealAnew, what &+ ["seal": Int64(seal)])
            return try old + db.run(MirrorStatement.sealFirst, what) > 0
        }
    }

    /// Whether anything in a mirror is sealed with the key of this number.
    func isSealUsed(_ seal: UInt32) async throws -> Bool {
        try await read { db in try db.holds(MirrorStatement.isSealUsed, ["seal": Int64(seal)]) }
    }

    /// The mirror does not have what it was thought to have: it is copied anew.
    /// - Returns: false when the copy was no longer thought to be there.
    @discardableResult
    package func doubt(_ copy: MirrorCopy, at moment: Timestamp) async throws -> Bool {
        try await commits.write { [outboxArrivals] isDoubted in
            if isDoubted { outboxArrivals.note(.mirrorCopy) }
        } _: { db in
            try db.run(MirrorStatement.doubt, copy.place &+ ["at": moment]) > 0
        }
    }

    /// Has a copy made or removed that was given up.
    package func askAgain(_ copy: MirrorCopy) async throws { try await askAgain([copy]) }

    func askAgain(_ copies: [MirrorCopy]) async throws {
        try await commits.write { [outboxArrivals] _ in
            for kind in [OutboxEntry.Kind.mirrorCopy, .mirrorRemoval] { outboxArrivals.note(kind) }
        } _: { db in
            for copy in copies { _ = try db.run(MirrorStatement.askAgain, copy.place &+ ["status": copy.status]) }
        }
    }

    /// The mirror has nothing of it any more.
    package func forget(_ copy: MirrorCopy) async throws {
        try await commits.write { db in _ = try db.run(MirrorStatement.forget, copy.place) }
    }

    package func mirrorStandings() async throws -> [MirrorStanding] {
        try await read { db in try db.mirrorStandings() }
    }
}

extension Database {
    func mirrorStandings() throws -> [MirrorStanding] {
        try rows(MirrorStatement.standings).map { row in
            var standing = MirrorStanding(
                name: try row.get("name"), rule: try row.get("rule"), isActive: try row.get("isActive"))
            standing.place = try row.find("place")
            standing.copies = try row.get("copies")
            standing.copiedBytes = try row.get("copiedBytes")
            func backlog(_ status: MirrorCopy.Status) throws -> Row? {
                try self.row(MirrorStatement.backlog, ["mirror": standing.name, "status": status])
            }
            if let waiting = try backlog(.waiting) {
                standing.waiting = try waiting.get("copies")
                standing.waitingBytes = try waiting.get("bytes")
                standing.oldest = try waiting.find("oldest")
            }
            if let leaving = try backlog(.leaving) {
                standing.leaving = try leaving.get("copies")
                standing.oldestLeaving = try leaving.find("oldest")
            }
            return standing
        }
    }
}
